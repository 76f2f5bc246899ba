import { Injectable } from '@nestjs/common';
import { and, eq, getTableColumns, lte, ne, sql } from 'drizzle-orm';
import { lockName, lockNames, schema, type Transaction } from '../../storage';
import type { RecordKind, RecordName, RecordPart } from './record-parts';
import { inserting } from './written-rows';

const { shopParts } = schema;

/** Stock is counted for each of thousands of variants: locks of its own for each would not fit PostgreSQL's table. */
const STOCK_LOCKS = 64;

const LOCK_ORDER: readonly RecordKind[] = ['customer', 'return', 'order', 'product', 'stock'];

/** A part that stands for all others: nothing about the record is written any more. */
const ERASED = 'erased';

/** What no longer is to be known. */
export interface Erasures {
  /** By `kind:id`; `isRedacted` where whoever it is about had it erased. */
  readonly records: ReadonlyMap<string, { isRedacted: boolean }>;
  /** Nothing of the source up to this time. */
  readonly shopUpTo: Date | null;
}

/** A part that was not known, or is newer than what was. */
export interface News {
  kind: RecordKind;
  id: string;
  part: string;
}

/** Keeps of each part of a record what was said last. */
@Injectable()
export class RecordPartsRepository {
  /** Nobody else writes these records until the transaction ends. Further ones may follow, of the kinds after these. */
  async lock(tx: Transaction, source: string, names: readonly RecordName[]): Promise<void> {
    const locks = LOCK_ORDER.flatMap((kind) => {
      const ofKind = idsOfKind(names, kind).map((id) => lockOf(source, kind, id));
      return [...new Set(ofKind)].sort();
    });
    await lockNames(tx, shopLock(source), locks);
  }

  /** Nobody else writes anything of this source. */
  async lockShop(tx: Transaction, source: string): Promise<void> {
    await lockName(tx, shopLock(source));
  }

  async erasures(tx: Transaction, source: string, names: readonly RecordName[]): Promise<Erasures> {
    const asked = [...names, { kind: 'shop', id: '' }];
    // Joined, so that each is looked up by the whole primary key: alternatives would have all of the source read.
    const rows = await tx
      .select(getTableColumns(shopParts))
      .from(shopParts)
      .innerJoin(
        sql`unnest(${sql.param(asked.map(({ kind }) => kind))}::text[],
          ${sql.param(asked.map(({ id }) => id))}::text[]) as asked (kind, id)`,
        sql`asked.kind = ${shopParts.recordKind} and asked.id = ${shopParts.recordId}`,
      )
      .where(and(eq(shopParts.source, source), eq(shopParts.part, ERASED)));
    const shop = rows.find(({ recordKind }) => recordKind === 'shop');
    return {
      shopUpTo: shop?.changedAt ?? null,
      records: new Map(
        rows.map((row) => [`${row.recordKind}:${row.recordId}`, row.body as { isRedacted: boolean }]),
      ),
    };
  }

  /** Gives those that were news. */
  async merge(tx: Transaction, source: string, parts: readonly RecordPart[]): Promise<News[]> {
    if (parts.length === 0) return [];
    const rows = parts.map(({ kind, id, ...part }) => ({ ...part, source, recordKind: kind, recordId: id }));
    const { rows: news } = await tx.execute<{ kind: RecordKind; id: string; part: string }>(
      sql`${inserting(shopParts, rows)}
        on conflict (source, record_kind, record_id, part) do update
          set version = excluded.version, changed_at = excluded.changed_at, body = excluded.body
          where excluded.version collate "C" > shop_parts.version collate "C"
        returning record_kind as kind, record_id as id, part`,
    );
    return news;
  }

  /** All parts of these records of one kind, in an order that does not change. */
  async read(
    tx: Transaction,
    source: string,
    kind: RecordKind,
    ids: readonly string[],
  ): Promise<(typeof shopParts.$inferSelect)[]> {
    return tx
      .select()
      .from(shopParts)
      .where(
        and(
          eq(shopParts.source, source),
          eq(shopParts.recordKind, kind),
          sql`${shopParts.recordId} = any(${sql.param([...ids])}::text[])`,
          ne(shopParts.part, ERASED),
        ),
      )
      .orderBy(sql`${shopParts.recordId} collate "C"`, sql`${shopParts.part} collate "C"`);
  }

  /** Forgets a record for good. False when it was erased before. */
  async erase(tx: Transaction, source: string, name: RecordName, isRedacted: boolean): Promise<boolean> {
    const ofRecord = and(
      eq(shopParts.source, source),
      eq(shopParts.recordKind, name.kind),
      eq(shopParts.recordId, name.id),
    );
    await tx.delete(shopParts).where(and(ofRecord, ne(shopParts.part, ERASED)));
    return this.keepErasure(tx, source, name, isRedacted ? '1' : '0', new Date(0), { isRedacted });
  }

  /** Forgets for good what the source said up to this time. False when that was done before. */
  async eraseShop(tx: Transaction, source: string, upTo: Date): Promise<boolean> {
    await tx
      .delete(shopParts)
      .where(and(eq(shopParts.source, source), ne(shopParts.part, ERASED), lte(shopParts.changedAt, upTo)));
    return this.keepErasure(tx, source, { kind: 'shop', id: '' }, upTo.toISOString(), upTo, {});
  }

  private async keepErasure(
    tx: Transaction,
    source: string,
    { kind, id }: RecordName,
    version: string,
    changedAt: Date,
    body: object,
  ): Promise<boolean> {
    const kept = await tx
      .insert(shopParts)
      .values({ source, recordKind: kind, recordId: id, part: ERASED, version, changedAt, body })
      .onConflictDoUpdate({
        target: [shopParts.source, shopParts.recordKind, shopParts.recordId, shopParts.part],
        set: { version, changedAt, body },
        setWhere: sql`excluded.version collate "C" > ${shopParts.version} collate "C"`,
      })
      .returning({ id: shopParts.recordId });
    return kept.length > 0;
  }
}

function idsOfKind(names: readonly RecordName[], kind: RecordName['kind']): string[] {
  return [...new Set(names.filter((name) => name.kind === kind).map(({ id }) => id))];
}

function shopLock(source: string): string {
  return `shop ${source}`;
}

function lockOf(source: string, kind: RecordKind, id: string): string {
  if (kind !== 'stock') return `shop ${source} ${kind} ${id}`;
  const sum = [...id].reduce((total, character) => (total * 31 + character.charCodeAt(0)) % 1_000_003, 7);
  return `shop ${source} stock ${sum % STOCK_LOCKS}`;
}
