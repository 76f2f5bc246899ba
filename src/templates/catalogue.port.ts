import type { ChannelName, Outcome } from '../common';
import type { PublishedTemplate, Rendered, Template, TemplateKind } from './template.types';

/** The published templates, and rendering. Also the DI token. */
export abstract class CataloguePort {
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
  /** Whose reply it is: it decides which of several wordings is said. */
  conversationId: string;
  channel: ChannelName;
  /** Plain JSON: `order`, `product`, `shop`, `return`, `ticket` … */
  facts: Record<string, unknown>;
}
