import type { ActionType, ChannelName, Outcome } from '../common';
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

/** One of several ways to say the same. */
export interface Wording {
  /** Handlebars text. */
  text: string;
  /** By which its counts are kept; its place in the list, from 1, where it has none. */
  name?: string;
  /** How often it is drawn beside the others; 1 unless said. */
  weight?: number;
  /** For conversations of this channel only. */
  channel?: ChannelName;
}

/**
 * A text, or several wordings: those for the conversation's channel if there are any, else those without a channel,
 * of which one is drawn by weight, the same in all of a conversation.
 */
export type Body = string | Wording[];

/** A reply that the bot can give: data, edited while the service runs. */
export interface Template {
  id: string;
  /** null: any intent (greeting, the dialog's own prompts). */
  intent: Intent | null;
  description: string;
  examples: string[];
  needs: Need[];
  action: { type: ActionType; confirm: boolean } | null;
  /** locale → outcome → what is said. */
  bodies: Record<string, Partial<Record<BodyKey, Body>>>;
  /** locale → texts of buttons. */
  suggestedActions?: Record<string, string[]>;
  /** Who says it has what they came for (thanks, goodbye): the answer before it counts as one that helped. */
  isClosing?: boolean;
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

/** One thing that keeps a template from being published, unless it is a warning. */
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
  /** What was probably meant, to be written instead: `order.number` for `order.nummer`. */
  suggestion?: string;
  /** Worth a look, and no reason not to publish. Absent: it has to be put right. */
  severity?: 'warning';
}

/** A reply as it goes out. */
export interface Rendered {
  text: string;
  templateId: string;
  templateVersion: number;
  outcome: string;
  /** Of the text: the customer's, or the one it fell back to. */
  locale: string;
  /** Which of several wordings it is: its name, or its place in the list. Absent where there is one only. */
  variant?: string;
  suggestedActions?: string[];
}
