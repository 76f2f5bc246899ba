import { Tensor, type InferenceSession } from 'onnxruntime-node';
import type { Manifest } from '../model/manifest';

/** The outputs of one forward pass, row by row. */
export interface ModelOutputs {
  intentLogits: Float32Array[];
  scopeLogits: Float32Array;
  /** `[batch][tokens]`, each the logits of the tags; padding included. */
  entityLogits: Float32Array[][];
  messageVectors: Float32Array[];
  similarities: Float32Array[];
}

/** The model by the contract's names: batches of token ids in, rows out. */
export class ModelSession {
  /** Forward passes so far. */
  runs = 0;

  constructor(
    private readonly session: InferenceSession,
    private readonly manifest: Manifest,
  ) {}

  /** One forward pass. `vectors` is `[vectors, dim]`. */
  async run(batch: number[][], vectors: Tensor): Promise<ModelOutputs> {
    const { inputs, outputs } = this.manifest.tensors;
    const length = Math.max(...batch.map((ids) => ids.length));
    const { pad } = this.manifest.tokens;
    const ids = batch.map((row) => [...row, ...Array<number>(length - row.length).fill(pad)]);
    const mask = batch.map((row) => ids[0]?.map((_, i) => (i < row.length ? 1 : 0)) ?? []);
    this.runs += 1;
    const result = await this.session.run({
      [inputs.input_ids]: int64Tensor(ids),
      [inputs.attention_mask]: int64Tensor(mask),
      [inputs.template_vectors]: vectors,
    });
    return {
      intentLogits: rows(result[outputs.intent_logits], batch.length),
      scopeLogits: data(result[outputs.scope_logit]),
      entityLogits: rows(result[outputs.entity_logits], batch.length * length).reduce<Float32Array[][]>(
        (perMessage, row, i) => {
          (perMessage[Math.floor(i / length)] ??= []).push(row);
          return perMessage;
        },
        [],
      ),
      messageVectors: rows(result[outputs.message_vector], batch.length),
      similarities: rows(result[outputs.template_scores], batch.length),
    };
  }

  /** Where the model differs from its manifest, tried with one empty message. */
  async misfits(): Promise<string[]> {
    const { tensors, dim, intents, entityTags, tokens } = this.manifest;
    const inputs = Object.values(tensors.inputs) as string[];
    const mismatched = [
      ...absent('the model has no input', inputs, this.session.inputNames),
      ...absent('the manifest has no input', this.session.inputNames, inputs),
      ...absent(
        'the model has no output',
        Object.values(tensors.outputs) as string[],
        this.session.outputNames,
      ),
    ];
    if (mismatched.length > 0) return mismatched;
    const ids = [[tokens.bos, tokens.eos]];
    const outputs = await this.run(ids, new Tensor('float32', new Float32Array(dim), [1, dim]));
    const sizes: [string, number | undefined, number][] = [
      ['intent_logits', outputs.intentLogits[0]?.length, intents.length],
      ['scope_logit', outputs.scopeLogits.length, 1],
      ['entity_logits', outputs.entityLogits[0]?.[0]?.length, entityTags.length],
      ['message_vector', outputs.messageVectors[0]?.length, dim],
      ['template_scores', outputs.similarities[0]?.length, 1],
    ];
    return sizes
      .filter(([, size, expected]) => size !== expected)
      .map(([name, size, expected]) => `${name} has ${size} numbers a message, not ${expected}`);
  }
}

function absent(what: string, names: readonly string[], present: readonly string[]): string[] {
  return names.filter((name) => !present.includes(name)).map((name) => `${what} ${name}`);
}

function int64Tensor(matrix: number[][]): Tensor {
  const flat = BigInt64Array.from(matrix.flat(), BigInt);
  return new Tensor('int64', flat, [matrix.length, flat.length / matrix.length]);
}

function data(tensor: InferenceSession.OnnxValueMapType[string] | undefined): Float32Array {
  return tensor && 'data' in tensor ? new Float32Array(tensor.data as Float32Array) : new Float32Array();
}

/** The tensor cut into so many rows of one length. */
function rows(tensor: InferenceSession.OnnxValueMapType[string] | undefined, count: number): Float32Array[] {
  const values = data(tensor);
  const width = values.length / count;
  return Array.from({ length: count }, (_, i) => values.subarray(i * width, (i + 1) * width));
}
