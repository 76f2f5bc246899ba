import type { ChannelName, Outcome } from '../common';
import type { TemplateTexts } from '../nlu';
import type { PublishedTemplate, Rendered, Template, TemplateKind } from './template.types';

/** One version of the catalogue, as a turn that has begun with it goes on seeing it. */
export type CatalogueView = Pick<Catalogue, 'find' | 'published' | 'render'>;

/** Templates to choose among and to answer with: the published ones, or a catalogue on trial. */
export abstract class Catalogue {
  /** Of a customer whose language nobody knows. */
  abstract readonly defaultLocale: string;

  /** The template as now published, or as it is on trial. */
  abstract find(id: string): PublishedTemplate | undefined;

  /** Templates that the model may choose now (kind `answer`) plus the acts. */
  abstract published(): PublishedTemplate[];

  /** What the model is told of those. */
  abstract texts(): TemplateTexts[];

  /**
   * Fills the body of `outcome` (or the confirmation question) with facts.
   * @throws RenderError when a fact the body needs is missing: a reply with a hole is never sent
   */
  abstract render(request: RenderRequest): Rendered;

  /**
   * The catalogue as it would be with these published and the templates of these ids archived; nothing is. It stays
   * as it is while others publish.
   * @throws TemplateInvalidError naming every fault of the first faulty one
   */
  abstract onTrial(candidates: Candidate[], archived?: string[]): Catalogue;
}

/** The published templates. Also the DI token. */
export abstract class CataloguePort extends Catalogue {
  /**
   * The catalogue as it was in this version (`Understanding.catalogueVersion`), whatever has been published since.
   * Of a version that never was, or was long ago, the catalogue as it is.
   */
  abstract at(version: number): CatalogueView;

  /**
   * Publishes a template as the next version: stored, its vectors computed, choosable on the next message.
   * Opens a transaction of its own, so never call it inside one. Where the model can't take the vectors it throws
   * the model's fault; the template is stored then, and is tried again every second.
   * @param by as the history names who published it
   * @throws TemplateInvalidError naming every fault
   */
  abstract publish(template: Template, kind?: TemplateKind, by?: string): Promise<PublishedTemplate>;
}

/** A template that is not published, or not yet so. */
export interface Candidate {
  /** Nobody has checked it yet. */
  template: unknown;
  /** Absent: that of the published template of its id, else `answer`. */
  kind?: TemplateKind;
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
