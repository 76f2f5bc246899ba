import type { ActionType } from '../../common';
import type { BodyKey, Need, Template, TemplateKind } from '../template.types';
import { FACT_ROOTS } from '../fact-shape';
import { isNoticePrompt } from '../notice-prompts';

const BY_NEED: Record<Need, string[]> = {
  order: ['order'],
  orderLine: ['order', 'orderLine'],
  product: ['product'],
  reason: ['reason'],
  newAddress: ['newAddress'],
  wantedItem: ['wantedItem'],
  verifiedCustomer: ['customer'],
};

const RETURNING: Partial<Record<BodyKey, string[]>> = {
  ok: ['return', 'returnTerms'],
  requested: ['request', 'returnTerms'],
  refused: ['returnTerms'],
  not_allowed: ['returnTerms'],
};

const BY_ACTION: Partial<Record<ActionType, Partial<Record<BodyKey, string[]>>>> = {
  create_return: RETURNING,
  create_exchange: RETURNING,
  cancel_order: { requested: ['request'] },
  change_address: { requested: ['request'] },
  open_ticket: { ok: ['ticket'], already_done: ['ticket'] },
  hand_off: { ok: ['ticket'], already_done: ['ticket'] },
};

/** The dialog's own prompts that it says with more than the shop's facts. */
const BY_PROMPT = new Map([
  ['ask_order_line', ['order']],
  ['did_you_mean', ['options']],
  ['mail_code', ['code']],
]);

/** The facts that are surely there when this body is rendered; the others it may use behind `{{#if …}}` only. */
export function givenFacts(
  template: Pick<Template, 'id' | 'needs' | 'action'>,
  kind: TemplateKind,
  key: BodyKey,
): ReadonlySet<string> {
  if (kind === 'prompt') {
    return new Set([
      'shop',
      ...(isNoticePrompt(template.id) ? ['order'] : (BY_PROMPT.get(template.id) ?? [])),
    ]);
  }
  const fromAction = (template.action && BY_ACTION[template.action.type]?.[key]) ?? [];
  return new Set(['shop', ...template.needs.flatMap((need) => BY_NEED[need]), ...fromAction]);
}

/** Where it can't be told what a template needs. */
export function allFacts(): ReadonlySet<string> {
  return new Set(Object.keys(FACT_ROOTS));
}

/** Those, and the facts that are there in some conversations when this body is rendered. */
export function mayHaveFacts(
  template: Pick<Template, 'id' | 'needs' | 'action'>,
  kind: TemplateKind,
  key: BodyKey,
): ReadonlySet<string> {
  const given = givenFacts(template, kind, key);
  if (kind === 'prompt') return new Set([...given, 'order', 'product', 'products', 'recentOrders', 'ticket']);
  const isReturn = template.action?.type === 'create_return' || template.action?.type === 'create_exchange';
  return new Set([
    ...given,
    ...(key === 'not_allowed' ? ['refusal'] : []),
    ...(key === 'refused' ? ['refusal', 'request', 'shopReason'] : []),
    // What was asked for before may still wait for the shop.
    ...(key === 'already_done' && template.action ? ['request'] : []),
    ...(isReturn && (key === 'requested' || key === 'already_done') ? ['return', 'returnTerms'] : []),
  ]);
}
