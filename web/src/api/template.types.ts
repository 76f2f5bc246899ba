/** Templates as the admin API speaks of them; see docs/admin-api.md. */

export const KINDS = ['answer', 'act', 'prompt'] as const;
export type Kind = (typeof KINDS)[number];

export const INTENTS = ['inquiry', 'return', 'complaint'] as const;
export type Intent = (typeof INTENTS)[number];

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

export const ACTION_TYPES = [
  'create_return',
  'create_exchange',
  'cancel_order',
  'change_address',
  'open_ticket',
  'hand_off',
] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

/** What a body is for: an outcome, or the question before the action. */
export const BODY_KEYS = [
  'ok',
  'requested',
  'refused',
  'not_found',
  'not_allowed',
  'already_done',
  'confirm',
] as const;
export type BodyKey = (typeof BODY_KEYS)[number];

export interface Wording {
  text: string;
  name?: string;
  weight?: number;
  channel?: string;
}

export type Body = string | Wording[];

export interface Template {
  id: string;
  /** null: any intent. */
  intent: Intent | null;
  description: string;
  examples: string[];
  needs: Need[];
  action: { type: ActionType; confirm: boolean } | null;
  /** locale → outcome → body. */
  bodies: Record<string, Partial<Record<BodyKey, Body>>>;
  /** locale → texts of buttons. */
  suggestedActions?: Record<string, string[]>;
}

export interface TemplateItem {
  id: string;
  kind: Kind;
  intent: Intent | null;
  description: string;
  published: { version: number; at: string; by: string } | null;
  draft: { revision: number; at: string; by: string } | null;
  archivedAt: string | null;
}

export interface TemplateFilter {
  search?: string;
  kind?: Kind;
  state?: 'published' | 'draft' | 'archived';
}

export interface Draft {
  template: Template;
  kind: Kind;
  /** 0: there is no draft yet, this is the published one. */
  revision: number;
  basedOn: number | null;
  updatedBy: string | null;
  updatedAt: string | null;
}

export interface Fault {
  /** Where in the template: `examples[3]`, `bodies.en.ok`. */
  path: string;
  /** Within a body, both counted from 1. */
  line?: number;
  column?: number;
  code: string;
  message: string;
  /** What was probably meant, to be written instead. */
  suggestion?: string;
  /** Worth a look, and no reason not to publish. Absent: it has to be put right. */
  severity?: 'warning';
}

export interface Version {
  version: number;
  publishedAt: string;
  publishedBy: string;
  origin: 'publish' | 'rollback' | 'import' | 'shipped';
  note: string | null;
  template: Template;
}

export interface WordingCount {
  version: number;
  locale: string;
  outcome: BodyKey;
  /** Empty where there is one wording only. */
  variant: string;
  said: number;
  resolved: number;
  askedForPerson: number;
  thumbsUp: number;
  thumbsDown: number;
}

export interface FactSet {
  name: string;
  title: string;
  facts: Record<string, unknown>;
}

/** What bodies may use, for completion. */
export interface BodyLanguage {
  roots: unknown;
  helpers: unknown;
}

export interface PreviewRequest {
  template: Template;
  kind?: Kind;
  locale: string;
  outcome: BodyKey;
  channel?: string;
  facts?: string;
}

export interface Preview {
  wordings: { name: string | null; text: string }[];
  suggestedActions: string[];
  locale: string;
  faults: Fault[];
}

export interface Effect {
  neighbours: { id: string; similarity: number }[];
  cannotTellApart: { id: string; similarity: number }[];
  checkedMessages: number;
  changes: { text: string; before: Scored; after: Scored }[];
}

export interface Scored {
  id: string;
  score: number;
}

export interface TryRequest {
  text: string;
  context?: string;
  locale?: string;
  channel?: string;
  customer?: string;
  template?: Template;
  kind?: Kind;
}

export interface Parse {
  intent: { label: Intent; confidence: number; scores: Record<Intent, number> };
  inScope: boolean;
  scopeConfidence: number;
  /** `start` and `end` are UTF-16 offsets into the message. */
  entities: {
    type: string;
    start: number;
    end: number;
    text: string;
    value: string;
    confidence: number;
  }[];
  /** Best first. */
  templates: Scored[];
  model: { name: string; version: string };
}

export interface Reply {
  text: string;
  templateId: string;
  templateVersion: number;
  outcome: string;
  locale: string;
  suggestedActions?: string[];
}

export interface Tried {
  parse: Parse;
  replies: Reply[];
}

/** The file that export writes and import reads. */
export interface TransferFile {
  format: 1;
  templates: ({ kind: Kind } & Template)[];
}

export interface ImportChange {
  id: string;
  change: 'new' | 'changed' | 'same' | 'invalid' | 'conflict';
  paths: string[];
  faults: Fault[];
}
