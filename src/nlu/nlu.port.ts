import type { TemplateScoring } from './decoding/template-scoring';
import type { Ranking, TemplateTexts, Understanding } from './nlu.types';

/**
 * Understands one message in one forward pass. Also the DI token.
 *
 * Usage: `await nlu.publishCatalogue(version, texts)` once, then `await nlu.understand(text, lastBotPrompt)`.
 */
export abstract class NluPort {
  /**
   * @throws NluOverloadedError when the bounded queue is full
   * @throws NluUnavailableError when no inference process can answer (crashed repeatedly, or the time limit passed)
   */
  abstract understand(text: string, context?: string, ranking?: Ranking): Promise<Understanding>;

  /**
   * Computes the vectors of the catalogue and swaps it in at once; messages in flight finish on the old one.
   * Vectors of texts that have not changed are reused.
   */
  abstract publishCatalogue(version: number, templates: TemplateTexts[]): Promise<void>;

  /**
   * As `understand`, against these templates in place of the published catalogue, which stays as it is. Customers'
   * messages go first. The array is not changed afterwards. `catalogueVersion` of the answer is 0.
   * @throws NluOverloadedError, NluUnavailableError as `understand`
   */
  abstract understandAgainst(
    text: string,
    context: string,
    templates: TemplateTexts[],
    ranking?: Ranking,
  ): Promise<Understanding>;

  /**
   * A vector for each text, of length 1; texts of the catalogue and recent ones are not computed again. Waits behind
   * every customer's message.
   * @throws NluUnavailableError when no inference process can answer
   */
  abstract vectorsOf(texts: string[]): Promise<Float32Array[]>;

  /**
   * How vectors choose among templates: the same object as long as the same model is in use. Where it is another than
   * before, so are the vectors.
   */
  abstract scoring(): TemplateScoring;
}
