import { sql, type SQL } from 'drizzle-orm';
import { newSecretId } from '../../common';
import { schema } from '../../storage';
import type { OutgoingEvent } from './outgoing-event';

const { outgoingEvents, webhookDeliveries, webhookSubscriptions } = schema;

/**
 * Publishes as a part of the statement of what the event tells of: `with …, ${publishing(event, now)} …`, so that it
 * costs no statement of its own. The subscriptions are those that are committed when the statement begins, on whatever
 * replica; where nobody wants the event, nothing is written.
 * @param condition whether it happened at all
 */
export function publishing(event: OutgoingEvent, now: Date, condition: SQL = sql`true`): SQL {
  const { type, data } = event;
  const at = sql`${now.toISOString()}::timestamptz`;
  const isWanted = sql`(subscription.types is null or ${type}::text = any(subscription.types))`;
  return sql`
    published as (
      insert into ${outgoingEvents} (message_id, type, lane, data, occurred_at)
      select ${newMessageId()}::text, ${type}::text, ${laneOf(event)}::text, ${JSON.stringify(data)}::jsonb, ${at}
      where ${condition} and exists (select 1 from ${webhookSubscriptions} subscription where ${isWanted})
      returning id, lane
    ), queued as (
      insert into ${webhookDeliveries} (subscription_id, event_id, lane, next_attempt_at, queued_at)
      select subscription.id, published.id, published.lane, ${at}, ${at}
      from published, ${webhookSubscriptions} subscription
      where subscription.disabled_at is null and ${isWanted}
    )`;
}

export function newMessageId(): string {
  return `evt_${newSecretId()}`;
}

function laneOf({ orderId, conversationId, type }: OutgoingEvent): string {
  if (orderId !== undefined) return `order:${orderId}`;
  return conversationId === undefined ? `type:${type}` : `conversation:${conversationId}`;
}
