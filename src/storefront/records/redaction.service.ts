import { Injectable } from '@nestjs/common';
import { sql, type SQL } from 'drizzle-orm';
import { Clock } from '../../common';
import type { Transaction } from '../../storage';

/** Whose traces: ids as their source has them. */
export interface Redacted {
  customerIds: readonly string[];
  orderIds: readonly string[];
}

/**
 * Erases what is kept of a customer beside the records: what the shop told, what other systems were told, and what was
 * said in the conversations that asked about the orders.
 */
@Injectable()
export class RedactionService {
  constructor(private readonly clock: Clock) {}

  /** Comes before the orders are erased, since their conversations are known by them. */
  async eraseTraces(tx: Transaction, source: string, redacted: Redacted): Promise<void> {
    const { customerIds, orderIds } = redacted;
    const keys = [
      ...orderIds.map((id) => `order:${id}`),
      // Shopify's topics say `customers/…`.
      ...customerIds.flatMap((id) => [`customer:${id}`, `customers:${id}`]),
    ];
    await this.emptyEvents(
      tx,
      sql`source = ${source} and (resource_key = any(${sql.param(keys)}::text[])
        or resource_key in (${returnKeys(source, orderIds)})
        or (state in ('dead', 'unknown_topic', 'pending') and ${isAboutCustomer(customerIds)}))`,
    );
    const recordIds = sql`any(${sql.param(orderIds.map((id) => `${source}:${id}`))}::text[])`;
    const { rows } = await tx.execute<{ id: string }>(sql`
      select conversation_id as id from order_links where order_id = ${recordIds}
      union select conversation_id from actions where order_id = ${recordIds}`);
    const conversationIds = sql`any(${sql.param(rows.map(({ id }) => id))}::text[])`;
    const lanes = orderIds.map((id) => `order:${source}:${id}`);
    await emptyOutgoing(
      tx,
      sql`lane = any(${sql.param([...lanes, ...rows.map(({ id }) => `conversation:${id}`)])}::text[])`,
    );
    await tx.execute(sql`update tickets set message = ''
      where order_id = ${recordIds} or conversation_id = ${conversationIds}`);
    await tx.execute(sql`delete from actions
      where order_id = ${recordIds} or conversation_id = ${conversationIds}`);
    // With all that was said there.
    await tx.execute(sql`delete from conversations where id = ${conversationIds}`);
  }

  /** What the shop told up to this time, and what others were told of it. */
  async eraseShop(tx: Transaction, source: string, upTo: Date): Promise<void> {
    const at = sql`${upTo.toISOString()}::timestamptz`;
    await this.emptyEvents(tx, sql`source = ${source} and coalesce(triggered_at, received_at) <= ${at}`);
    await emptyOutgoing(tx, sql`starts_with(lane, ${`order:${source}:`}) and occurred_at <= ${at}`);
  }

  /**
   * Their rows stay, so that the same delivery is still known when it comes again. One that is being applied at this
   * moment is left out: whoever applies it finds the customer redacted, and empties it then.
   */
  private async emptyEvents(tx: Transaction, condition: SQL): Promise<void> {
    const now = sql`${this.clock.now().toISOString()}::timestamptz`;
    await tx.execute(sql`
      update shop_events set payload = null, unreadable_body = null, error_path = null,
        state = case when state in ('applied', 'outdated') then state else 'outdated' end,
        finished_at = coalesce(finished_at, ${now})
      where id in (select id from shop_events where ${condition} for update skip locked)`);
  }
}

/** Of the events that name a return of these orders, but not the order. */
function returnKeys(source: string, orderIds: readonly string[]): SQL {
  return sql`select 'returns:' || record_id from shop_parts
    where source = ${source} and record_kind = 'return' and part = 'order'
      and body->>'orderId' = any(${sql.param(orderIds)}::text[])`;
}

/** As far as the three sources say it in one place. */
function isAboutCustomer(ids: readonly string[]): SQL {
  const known = sql`any(${sql.param(ids)}::text[])`;
  return sql`(payload->'customer'->>'id' = ${known} or payload->>'customer_id' = ${known}
    or payload->'data'->'customer'->>'id' = ${known} or payload->'data'->>'customerId' = ${known})`;
}

/** That it happened, to which order, is still told; the customer's words and address are not, nor what was answered. */
async function emptyOutgoing(tx: Transaction, condition: SQL): Promise<void> {
  await tx.execute(sql`
    with emptied as (
      update outgoing_events
      set data = jsonb_build_object('conversationId', data->'conversationId', 'order', data->'order', 'isRedacted', true)
      where ${condition} returning id
    )
    update webhook_attempts set answer = null
    where delivery_id in (select id from webhook_deliveries where event_id in (select id from emptied))`);
}
