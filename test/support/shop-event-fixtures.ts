import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getTableName } from 'drizzle-orm';
import { schema, type Transaction } from '../../src/storage';
import type { ShopEvent, ShopEventSource } from '../../src/storefront/events-in/event-applier.port';

const FOLDER = join(__dirname, '..', 'fixtures', 'events');

/** A payload as it stands in the fixtures, to be changed as one likes. */
export function payloadOf(source: ShopEventSource, topic: string): Record<string, unknown> {
  const file = join(FOLDER, source, `${topic.replace('/', '-')}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

/** An event that was received at a time of its own, later than what it tells of. */
export function eventOf(
  source: ShopEventSource,
  topic: string,
  payload: unknown = payloadOf(source, topic),
  triggeredAt: Date | null = null,
): ShopEvent {
  return {
    id: 1,
    source,
    topic,
    payload,
    receivedAt: triggeredAt ?? new Date('2026-06-10T00:00:00Z'),
    triggeredAt,
  };
}

const TABLES = [
  schema.customers,
  schema.orders,
  schema.orderLines,
  schema.fulfilments,
  schema.refunds,
  schema.shopReturns,
  schema.products,
  schema.productVariants,
  schema.shopParts,
];

/** Every row that events write, by table. */
export async function recordsIn(tx: Transaction): Promise<Record<string, unknown[]>> {
  const records: Record<string, unknown[]> = {};
  for (const table of TABLES) {
    const rows = await tx.select().from(table);
    const texts = rows.map((row) => JSON.stringify(row)).sort();
    records[getTableName(table)] = texts.map((text) => JSON.parse(text) as unknown);
  }
  return records;
}
