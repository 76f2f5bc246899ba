import type { ActionType, Outcome } from '../common';
import type { Intent } from '../nlu';

/** The facts a template can need; the dialog knows how to get each, one at a time. */
export const NEEDS = [
  'order',
  'orderLine',
  'product',
  'reason',
  'newAddress',
  'wantedItem',
  'verifiedCustomer',
] as const;
export type Need = (typeof NEEDS)[number];

/** An outcome has a body each; `confirm` is asked before the action. */
export type BodyKey = Outcome | 'confirm';

/** A reply that the bot can give: data, edited while the service runs. */
export interface Template {
  id: string;
  /** null: any intent (greeting, the dialog's own prompts). */
  intent: Intent | null;
  description: string;
  examples: string[];
  needs: Need[];
  action: { type: ActionType; confirm: boolean } | null;
  /** locale → outcome → Handlebars text. */
  bodies: Record<string, Partial<Record<BodyKey, string>>>;
  /** locale → texts of buttons. */
  suggestedActions?: Record<string, string[]>;
}

export const TEMPLATE_KINDS = ['answer', 'act', 'prompt'] as const;
/**
 * `answer`: chosen by the model. `act`: chosen by the model too, but a move in the dialog (yes, no, start over),
 * heard only where the dialog expects it. `prompt`: the dialog's own words, never scored. `fallback` is a prompt.
 */
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

export interface PublishedTemplate extends Template {
  kind: TemplateKind;
  version: number;
}

/** One thing that keeps a template from being published. */
export interface TemplateFault {
  /** Where in the template: `examples[3]`, `bodies.en.ok`. */
  path: string;
  /** Within a body, both counted from 1. */
  line?: number;
  column?: number;
  /** Stable, for programs. */
  code: string;
  /** For the shop's staff. */
  message: string;
}

export interface Rendered {
  text: string;
  templateId: string;
  templateVersion: number;
  outcome: string;
  locale: string;
  suggestedActions?: string[];
}
