import type { Outcome } from '../common';
import type { PublishedTemplate, Rendered, Template, TemplateKind } from './template.types';

/** One version of the catalogue, as a turn that has begun with it goes on seeing it. */
export type CatalogueView = Pick<CataloguePort, 'find' | 'published' | 'render'>;

/** The published templates, and rendering. Also the DI token. */
export abstract class CataloguePort {
  /**
   * The catalogue as it was in this version (`Understanding.catalogueVersion`), whatever has been published since.
   * Of a version that never was, or was long ago, the catalogue as it is.
   */
  abstract at(version: number): CatalogueView;

  /** The template as now published. */
  abstract find(id: string): PublishedTemplate | undefined;

  /** Templates that the model may choose now (kind `answer`) plus the acts. */
  abstract published(): PublishedTemplate[];

  /**
   * Publishes a template as the next version: stored, its vectors computed, choosable on the next message.
   * Opens a transaction of its own, so never call it inside one. Where the model can't take the vectors it throws
   * the model's fault; the template is stored then, and is tried again every second.
   * @throws TemplateInvalidError naming every fault
   */
  abstract publish(template: Template, kind?: TemplateKind): Promise<PublishedTemplate>;

  /**
   * Fills the body of `outcome` (or the confirmation question) with facts.
   * @throws RenderError when a fact the body needs is missing: a reply with a hole is never sent
   */
  abstract render(request: RenderRequest): Rendered;
}

export interface RenderRequest {
  templateId: string;
  outcome: Outcome | 'confirm';
  locale: string;
  /** Plain JSON: `order`, `product`, `shop`, `return`, `ticket` … */
  facts: Record<string, unknown>;
}
