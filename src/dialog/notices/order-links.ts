import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import { schema, type Transaction } from '../../storage';
import type { CustomerIdentity, Order } from '../../storefront';
import { senderOf, type ConversationState } from '../conversation-state';
import type { TurnContext } from '../turn-context';

const { orderLinks, orders } = schema;

/** A family is reached, and whoever opens thousands of conversations has the news in some of them. */
const MOST_CONVERSATIONS = 20;

/** That a sender proved an order and asked about it: the conversation hears of it from then on. */
export interface OrderLink {
  orderId: string;
  senderId: string;
  customerId: string;
  signedInAs: string | null;
  isGroup: boolean;
  locale: string;
}

/** What the turn links its conversation to. */
export function orderLinksOf({ ordersAskedFor, message, customer, locale }: TurnContext): OrderLink[] {
  return [...ordersAskedFor.values()]
    .filter((order) => !customer || isOrderOf(order, customer))
    .map(({ id, customerId }) => ({
      orderId: id,
      senderId: message.senderId,
      customerId,
      signedInAs: customer?.customerId ?? null,
      isGroup: message.isGroup === true,
      locale,
    }));
}

/** Under their account, or under their address without one: not an order that somebody else proved before them. */
function isOrderOf({ customerId, email }: Order, customer: CustomerIdentity): boolean {
  return customerId === customer.customerId || email.toLowerCase() === customer.email.trim().toLowerCase();
}

/**
 * The statement that keeps them, as a part of one. An order that has become another customer's is linked anew only to
 * somebody who is signed in as that customer: an old proof is of the old customer. One that is deleted meanwhile, or
 * whose promised day has passed when its customer asks, needs no looking after.
 */
export function linkStatement(conversationId: string, links: readonly OrderLink[], now: Date): SQL {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`
    insert into ${orderLinks} (order_id, conversation_id, sender_id, customer_id, signed_in_as, is_group, locale,
      linked_at, expected_at)
    select there.id, ${conversationId}, link."senderId", link."customerId", link."signedInAs", link."isGroup",
      link.locale, ${at},
      case when there.expected_at >= date_trunc('day', ${at} at time zone 'UTC') at time zone 'UTC' then there.expected_at end
    from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as link ("orderId" text, "senderId" text,
      "customerId" text, "signedInAs" text, "isGroup" boolean, locale text)
    join (select id, expected_at from ${orders}
      where id = any(${sql.param(links.map(({ orderId }) => orderId))}::text[]) order by id for key share) as there
      on there.id = link."orderId"
    on conflict (order_id, conversation_id, sender_id) do update
    set customer_id = excluded.customer_id, signed_in_as = excluded.signed_in_as, is_group = excluded.is_group,
      locale = excluded.locale, linked_at = excluded.linked_at, expected_at = excluded.expected_at
    where ${orderLinks}.customer_id = excluded.customer_id or excluded.signed_in_as = excluded.customer_id`;
}

/** A link as it is kept. */
export type KeptLink = typeof orderLinks.$inferSelect;

/** Those that still lead to the order's own customer, one per conversation, in the order in which they are held. */
export async function linksTo(tx: Transaction, order: Order, conversationId?: string): Promise<KeptLink[]> {
  const isMeant = conversationId === undefined ? undefined : eq(orderLinks.conversationId, conversationId);
  const isOwn = and(eq(orderLinks.orderId, order.id), eq(orderLinks.customerId, order.customerId));
  const rows = await tx
    .selectDistinctOn([orderLinks.conversationId])
    .from(orderLinks)
    .where(and(isOwn, isMeant))
    .orderBy(asc(orderLinks.conversationId), sql`${orderLinks.linkedAt} desc`)
    .limit(MOST_CONVERSATIONS);
  return rows;
}

/** Whether the conversation is still the sender's who made the link, and nobody else has come to it. */
export function isOwnConversation(
  state: ConversationState,
  { senderId, customerId, signedInAs }: KeptLink,
): boolean {
  const sender = senderOf(state, senderId);
  const isAlone = Object.keys(state.senders).length === 1;
  return sender !== undefined && isAlone && isSamePerson(state, { senderId, customerId, signedInAs });
}

/** Whoever signed in since then has to be who made the link, or the order's customer. */
export function isSamePerson(
  state: ConversationState,
  { senderId, customerId, signedInAs }: Pick<KeptLink, 'senderId' | 'customerId' | 'signedInAs'>,
): boolean {
  const signedIn = senderOf(state, senderId)?.proof.customer?.customerId;
  return signedIn === undefined || signedIn === customerId || signedIn === signedInAs;
}
