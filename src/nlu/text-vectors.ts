type Embed = (text: string, isOfCatalogue: boolean) => Promise<Float32Array>;

/** Texts outside the catalogue whose vectors are remembered: some drafts, and the messages that they are tried on. */
const MOST_RECENT = 4_000;

/** The vectors of texts, each computed once: those of the catalogue are kept, of the others the latest. */
export class TextVectors {
  private kept = new Map<string, Float32Array>();
  /** In the order of their use. */
  private readonly recent = new Map<string, Promise<Float32Array>>();

  constructor(private readonly embed: Embed) {}

  /** The vectors of the whole catalogue's texts, which are kept from now on; those of the catalogue before are not. */
  async keep(texts: string[]): Promise<Float32Array[]> {
    const distinct = [...new Set(texts)];
    const vectors = await Promise.all(
      distinct.map(async (text) => this.kept.get(text) ?? this.remembered(text) ?? this.embed(text, true)),
    );
    this.kept = new Map(distinct.map((text, i) => [text, vectors[i] ?? new Float32Array()]));
    for (const text of distinct) this.recent.delete(text);
    return texts.map((text) => this.kept.get(text) ?? new Float32Array());
  }

  async of(texts: string[]): Promise<Float32Array[]> {
    return Promise.all(
      texts.map(async (text) => this.kept.get(text) ?? this.remembered(text) ?? this.compute(text)),
    );
  }

  private remembered(text: string): Promise<Float32Array> | undefined {
    const vector = this.recent.get(text);
    if (vector) this.remember(text, vector);
    return vector;
  }

  private compute(text: string): Promise<Float32Array> {
    const vector = this.embed(text, false);
    this.remember(text, vector);
    // What failed is tried again the next time.
    vector.catch(() => this.recent.delete(text));
    return vector;
  }

  private remember(text: string, vector: Promise<Float32Array>): void {
    this.recent.delete(text);
    this.recent.set(text, vector);
    const [oldest] = this.recent.keys();
    if (this.recent.size > MOST_RECENT && oldest !== undefined) this.recent.delete(oldest);
  }
}
