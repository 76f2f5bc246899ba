import { Tensor } from 'onnxruntime-node';
import { decodeUnderstanding } from '../decoding/decode-understanding';
import type { Manifest } from '../model/manifest';
import type { Understanding } from '../nlu.types';
import { encodeMessage, type EncodedToken } from '../text/encode-message';
import type { TextTokenizer } from '../text/tokenizer';
import type { ModelSession } from './model-session';
import {
  KEPT_CANDIDATES,
  type CatalogueVectors,
  type MessageInput,
  type ProcessReply,
  type ProcessRequest,
} from './protocol.types';

interface KeptCatalogue extends Omit<CatalogueVectors, 'vectors'> {
  vectors: Tensor;
}

/** Messages may still be asked for the version before the newest. */
const KEPT_CATALOGUES = 2;

/** Answers requests with one forward pass each; lives in an inference process. */
export class Engine {
  private readonly catalogues = new Map<number | string, KeptCatalogue>();
  private readonly candidates = new Map<number | string, KeptCatalogue>();
  private readonly noCatalogue: KeptCatalogue;

  constructor(
    private readonly tokenizer: TextTokenizer,
    private readonly model: ModelSession,
    private readonly manifest: Manifest,
  ) {
    this.noCatalogue = this.toKept({ version: 0, owners: [], vectors: new Float32Array() });
  }

  async answer(request: ProcessRequest): Promise<ProcessReply> {
    switch (request.kind) {
      case 'understand':
        return {
          kind: 'understood',
          understandings: await this.understand(request.messages, request.against),
        };
      case 'embed':
        return { kind: 'embedded', vectors: await this.embed(request.texts) };
      case 'catalogue':
        this.keep(this.catalogues, request.catalogue.version, request.catalogue, KEPT_CATALOGUES);
        return { kind: 'catalogue_kept' };
      case 'candidate':
        this.keep(this.candidates, request.candidate.key, request.candidate.vectors, KEPT_CANDIDATES);
        return { kind: 'catalogue_kept' };
    }
  }

  private async understand(messages: MessageInput[], against: number | string): Promise<Understanding[]> {
    const catalogue = this.catalogues.get(against) ?? this.candidates.get(against) ?? this.noCatalogue;
    const encoded = messages.map(({ text, context }) => this.encode(text, context));
    const outputs = await this.model.run(encoded.map(idsOf), catalogue.vectors);
    return messages.map(({ text, ranking }, i) => {
      const row = {
        intentLogits: outputs.intentLogits[i] ?? [],
        scopeLogit: outputs.scopeLogits[i] ?? 0,
        entityLogits: outputs.entityLogits[i] ?? [],
        similarities: outputs.similarities[i] ?? [],
      };
      return decodeUnderstanding(text, encoded[i] ?? [], row, catalogue, this.manifest, ranking);
    });
  }

  private async embed(texts: string[]): Promise<Float32Array[]> {
    const encoded = texts.map((text) => this.encode(text, ''));
    return (await this.model.run(encoded.map(idsOf), this.noCatalogue.vectors)).messageVectors;
  }

  private keep(
    kept: Map<number | string, KeptCatalogue>,
    key: number | string,
    catalogue: CatalogueVectors,
    most: number,
  ): void {
    kept.delete(key);
    kept.set(key, this.toKept(catalogue));
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
  }

  /** A catalogue without templates gets one vector that nobody reads: not every provider takes empty tensors. */
  private toKept({ version, owners, vectors }: CatalogueVectors): KeptCatalogue {
    const { dim } = this.manifest;
    const rows = vectors.length > 0 ? Float32Array.from(vectors) : new Float32Array(dim);
    return { version, owners, vectors: new Tensor('float32', rows, [rows.length / dim, dim]) };
  }

  private encode(text: string, context: string): EncodedToken[] {
    return encodeMessage(this.tokenizer, text, context, this.manifest);
  }
}

function idsOf(tokens: EncodedToken[]): number[] {
  return tokens.map(({ id }) => id);
}
