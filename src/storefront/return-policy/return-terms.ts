import type { ActionFacts, Order, OrderLine, ReturnTerms } from '../storefront.types';
import type { Payer, ReturnPolicy, ReturnRule } from './return-policy';

const DAY_MS = 86_400_000;

/** What the rules of a policy are matched with. */
export interface ReturnableProduct {
  categories: readonly string[];
  attributes: Readonly<Record<string, string>>;
}

/** What is to come back, and why. */
export interface ReturnCase {
  order: Pick<Order, 'status' | 'deliveredAt'>;
  line: Pick<OrderLine, 'sku' | 'isFinalSale' | 'isThere' | 'deliveredAt'>;
  product: ReturnableProduct;
  kind: 'return' | 'exchange';
  /** What the customer came with: the template that asked. */
  templateId: string;
}

type Refusal = NonNullable<ActionFacts['refusal']>;

/** What the policy says of this very item, and why it cannot come back, if so. A function of its arguments alone. */
export function returnTermsOf(
  policy: ReturnPolicy,
  asked: ReturnCase,
  now: Date,
): { terms: ReturnTerms; refusal: Refusal | undefined } {
  const { order, line, product, templateId } = asked;
  const rules = policy.rules.filter((rule) => fits(rule, line.sku, product));
  const windowDays = firstOf(rules, ({ windowDays: days }) => days) ?? policy.windowDays;
  const payer: Payer =
    ownValue(policy.postage.templates, templateId) ??
    firstOf(rules, ({ postage }) => postage) ??
    policy.postage.default;
  const deliveredAt = line.deliveredAt ?? order.deliveredAt;
  const endsAt =
    deliveredAt === null ? null : new Date(new Date(deliveredAt).getTime() + windowDays * DAY_MS);
  return {
    terms: {
      windowDays,
      endsAt: endsAt && endsAt.toISOString(),
      paidBy: payer,
      postage: policy.postage.words[payer],
    },
    refusal: refusalOf(policy, rules, asked, endsAt, now),
  };
}

function refusalOf(
  policy: ReturnPolicy,
  rules: readonly ReturnRule[],
  { order, line, kind, templateId }: ReturnCase,
  endsAt: Date | null,
  now: Date,
): Refusal | undefined {
  if (order.status === 'cancelled') return 'cancelled';
  if (!isDelivered(order, line)) return 'not_delivered';
  const isTakenAnyhow = policy.finalSale.templates.includes(templateId);
  if (line.isFinalSale && !isTakenAnyhow) return 'final_sale';
  const isReturnable = firstOf(rules, (rule) => rule.isReturnable) ?? true;
  if (!isReturnable && !isTakenAnyhow) return 'not_returnable';
  // Delivered on a day that nobody recorded: the benefit of the doubt.
  if (endsAt && now > endsAt) return 'window_passed';
  const isExchangeOffered = firstOf(rules, (rule) => rule.isExchangeOffered) ?? policy.isExchangeOffered;
  return kind === 'exchange' && !isExchangeOffered ? 'no_exchange' : undefined;
}

function isDelivered(order: ReturnCase['order'], line: ReturnCase['line']): boolean {
  if (['delivered', 'returned', 'partly_refunded'].includes(order.status)) return true;
  return line.isThere ?? order.deliveredAt !== null;
}

/** Where the shop pays, its label; else none. */
export function labelUrlOf(
  { labelUrlPattern }: Pick<ReturnPolicy, 'labelUrlPattern'>,
  { paidBy }: Pick<ReturnTerms, 'paidBy'>,
  returnNumber: string,
  orderNumber: string,
): string | null {
  if (labelUrlPattern === null || paidBy !== 'shop') return null;
  return labelUrlPattern
    .replaceAll('{returnNumber}', encodeURIComponent(returnNumber))
    .replaceAll('{orderNumber}', encodeURIComponent(orderNumber));
}

/** The wildest spelling of a category is still that category. */
function fits(rule: ReturnRule, sku: string, { categories, attributes }: ReturnableProduct): boolean {
  const known = categories.map(comparable);
  const named = Object.entries(attributes).map(
    ([name, value]) => `${comparable(name)}\n${comparable(value)}`,
  );
  return (
    (rule.categories ?? []).some((one) => known.includes(comparable(one))) ||
    Object.entries(rule.attributes ?? {}).some(([name, value]) =>
      named.includes(`${comparable(name)}\n${comparable(value)}`),
    ) ||
    (rule.skuPrefixes ?? []).some((prefix) => comparable(sku).startsWith(comparable(prefix)))
  );
}

function comparable(text: string): string {
  return text.trim().toLowerCase();
}

function firstOf<T>(
  rules: readonly ReturnRule[],
  read: (rule: ReturnRule) => T | null | undefined,
): T | undefined {
  for (const rule of rules) {
    const said = read(rule);
    if (said !== null && said !== undefined) return said;
  }
  return undefined;
}

function ownValue(values: Readonly<Record<string, Payer>>, name: string): Payer | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
