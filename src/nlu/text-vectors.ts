/** Where vectors are looked up before they are computed. */
export interface KnownVectors {
  read(texts: string[]): Promise<ReadonlyMap<string, Float32Array>>;
}

type Embed = (text: string, isOfCatalogue: boolean) => Promise<Float32Array>;

/** Texts outside the catalogue whose vectors are remembered: some drafts, and the messages that they are tried on. */
const MOST_RECENT = 4_000;

/** The vectors of texts, each computed once: those of the catalogue are kept, of the others the latest. */
export class TextVectors {
  private kept: ReadonlyMap<string, Float32Array> = new Map();
  /** In the order of their use. */
  private readonly recent = new Map<string, Promise<Float32Array>>();

  constructor(
    private readonly embed: Embed,
    private readonly known: KnownVectors,
  ) {}

  /**
   * The vectors of the whole catalogue's texts, by text, and of these the ones that `known` had not. They are kept
   * from now on, those of the catalogue before are not.
   */
  async keep(
    texts: string[],
  ): Promise<{ vectors: ReadonlyMap<string, Float32Array>; unknown: ReadonlyMap<string, Float32Array> }> {
    const distinct = [...new Set(texts)];
    const added = distinct.filter((text) => !this.kept.has(text));
    const known = added.length > 0 ? await this.known.read(added) : new Map<string, Float32Array>();
    const made = await Promise.all(
      added
        .filter((text) => !known.has(text))
        .map(async (text) => [text, await (this.remembered(text) ?? this.embed(text, true))] as const),
    );
    const unknown = new Map(made);
    this.kept = new Map(
      distinct.map((text) => [
        text,
        this.kept.get(text) ?? known.get(text) ?? unknown.get(text) ?? new Float32Array(),
      ]),
    );
    for (const text of added) this.recent.delete(text);
    return { vectors: this.kept, unknown };
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
