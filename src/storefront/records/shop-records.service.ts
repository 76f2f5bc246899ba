import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { schema, type Transaction } from '../../storage';
import { CustomerRecordsService } from './customer-records.service';
import { OrderRecordsService } from './order-records.service';
import { ProductRecordsService } from './product-records.service';
import { RedactionService } from './redaction.service';
import { RecordPartsRepository, type Erasures, type News } from './record-parts.repository';
import type { RecordChange, RecordName, RecordPart, ReturnOrderBody } from './record-parts';

const { customers, orders } = schema;

const EVERY_PART = ['head', 'existence', 'fulfilment:', 'parcel_event:', 'refund:', 'return:', 'return_end:'];

/** A whole shop is not written by one statement. */
const BATCH = 500;

type Merge = Extract<RecordChange, { type: 'merge' }>;

/**
 * Writes what events say into the shop's records. The same events lead to the same records, in whatever order and how
 * often they come: of each part the latest is kept, what is erased stays so, and the records follow from the parts.
 */
@Injectable()
export class ShopRecordsService {
  constructor(
    private readonly parts: RecordPartsRepository,
    private readonly orders: OrderRecordsService,
    private readonly products: ProductRecordsService,
    private readonly customers: CustomerRecordsService,
    private readonly redaction: RedactionService,
  ) {}

  /** False when the records said all of it, or something newer. */
  async write(tx: Transaction, source: string, changes: readonly RecordChange[]): Promise<boolean> {
    return (await this.writeEach(tx, source, [changes])).some(Boolean);
  }

  /** Where the order's own system sends it; empty where it has none. */
  async shopAddressOf(tx: Transaction, orderId: string): Promise<string> {
    const [row] = await tx
      .select({ source: orders.source, externalId: orders.externalId })
      .from(orders)
      .where(eq(orders.id, orderId));
    if (!row || row.source === null || row.externalId === null) return '';
    return this.orders.shopAddressOf(tx, row.source, row.externalId);
  }

  /**
   * Writes what several events say together: what the database does once for all of them is most of the work.
   * @returns for each event whether it was news
   */
  async writeEach(
    tx: Transaction,
    source: string,
    events: readonly (readonly RecordChange[])[],
  ): Promise<boolean[]> {
    const all = events.flat();
    if (all.length === 0) return events.map(() => false);
    const news = new Set<RecordChange>();
    // First, since it locks the whole shop.
    for (const change of all) {
      if (change.type === 'redact_shop' && (await this.redactShop(tx, source, change.upTo))) news.add(change);
    }
    await this.lock(tx, source, all.flatMap(namesIn));
    for (const change of all) {
      if (change.type === 'erase' && (await this.erase(tx, source, change, false))) news.add(change);
      if (change.type === 'redact_customer' && (await this.redact(tx, source, change))) news.add(change);
    }
    const merges = all.filter((change): change is Merge => change.type === 'merge');
    const changed = await this.merge(
      tx,
      source,
      merges.map(({ part }) => part),
    );
    for (const merge of merges) if (changed.has(nameOf(merge.part))) news.add(merge);
    return events.map((changes) => changes.some((change) => news.has(change)));
  }

  /** The end of a return may not say which order's: that is read once nobody else can write the return. */
  private async lock(tx: Transaction, source: string, names: readonly RecordName[]): Promise<void> {
    const returnIds = names.flatMap(({ kind, id }) => (kind === 'return' ? id : []));
    if (returnIds.length === 0) return this.parts.lock(tx, source, names);
    const isFirst = ({ kind }: RecordName): boolean => kind === 'customer' || kind === 'return';
    await this.parts.lock(tx, source, names.filter(isFirst));
    const orderIds = await this.ordersOfReturns(tx, source, returnIds);
    await this.parts.lock(tx, source, [
      ...names.filter((name) => !isFirst(name)),
      ...[...orderIds.values()].map((id): RecordName => ({ kind: 'order', id })),
    ]);
  }

  /** By the return's id; without those whose order was not told yet. */
  private async ordersOfReturns(
    tx: Transaction,
    source: string,
    ids: readonly string[],
  ): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = (await this.parts.read(tx, source, 'return', ids)).filter(({ part }) => part === 'order');
    return new Map(rows.map(({ recordId, body }) => [recordId, (body as ReturnOrderBody).orderId]));
  }

  /** Gives the names of the parts that were news. */
  private async merge(
    tx: Transaction,
    source: string,
    parts: readonly RecordPart[],
  ): Promise<ReadonlySet<string>> {
    if (parts.length === 0) return new Set();
    const erasures = await this.parts.erasures(tx, source, parts.flatMap(namesInPart));
    await this.keepNoTraces(tx, source, parts, erasures);
    const changed = new Set<string>();
    for (const part of parts.filter((one) => isOfRedactedCustomer(one, erasures))) {
      if (await this.erase(tx, source, { kind: 'order', id: part.id }, true)) changed.add(nameOf(part));
    }
    const wanted = parts.filter((part) => !isErased(part, erasures) && !isOfRedactedCustomer(part, erasures));
    const news = await this.parts.merge(tx, source, latestOfEach(wanted));
    const idsOf = (kind: RecordName['kind']): string[] => [
      ...new Set(news.filter((name) => name.kind === kind).map(({ id }) => id)),
    ];
    await this.customers.write(tx, source, idsOf('customer'));
    for (const id of idsOf('product')) await this.products.write(tx, source, id);
    // What a product's own event says of its stock was written with it.
    const items = news.filter(({ kind, part }) => kind === 'stock' && part !== 'product').map(({ id }) => id);
    for (const id of new Set(items)) await this.products.writeStock(tx, source, id);
    // An event with an order's head has written its customer, unless that is erased; any other finds both written.
    const areCustomersThere =
      ![...erasures.records.keys()].some((name) => name.startsWith('customer:')) &&
      !parts.some(({ part }) => part === 'existence');
    const orderIds = await this.ordersOfReturns(tx, source, idsOf('return'));
    const ends = [...orderIds].map(([id, orderId]): News => ({
      kind: 'order',
      id: orderId,
      part: `return_end:${id}`,
    }));
    await this.orders.write(tx, source, orderNewsIn([...news, ...ends]), areCustomersThere);
    for (const one of news) changed.add(nameOf(one));
    return changed;
  }

  /** What is told of a redacted customer afterwards is not kept either. */
  private async keepNoTraces(
    tx: Transaction,
    source: string,
    parts: readonly RecordPart[],
    erasures: Erasures,
  ): Promise<void> {
    const isRedacted = ({ kind, id }: RecordName): boolean =>
      erasures.records.get(`${kind}:${id}`)?.isRedacted === true;
    const told = parts.filter((part) => isRedacted(part) || isOfRedactedCustomer(part, erasures));
    const idsOf = (kind: RecordPart['kind']): string[] =>
      told.flatMap((part) => (part.kind === kind ? part.id : []));
    const [customerIds, orderIds] = [idsOf('customer'), idsOf('order')];
    if (told.length > 0) await this.redaction.eraseTraces(tx, source, { customerIds, orderIds });
  }

  private async erase(
    tx: Transaction,
    source: string,
    { kind, id }: { kind: 'order' | 'product' | 'customer'; id: string },
    isRedacted: boolean,
  ): Promise<boolean> {
    const isNews = await this.parts.erase(tx, source, { kind, id }, isRedacted);
    if (kind === 'order') await this.orders.remove(tx, source, id);
    if (kind === 'product') await this.products.remove(tx, source, id);
    if (kind === 'customer') await this.customers.remove(tx, source, id);
    return isNews;
  }

  private async redact(
    tx: Transaction,
    source: string,
    { id, orderIds }: { id: string; orderIds: readonly string[] },
  ): Promise<boolean> {
    // Known now that the customer is locked: whoever writes another order of hers waits, and finds her redacted.
    const known = await this.orders.ofCustomer(tx, source, id);
    const all = [...new Set([...orderIds, ...known])];
    await this.parts.lock(
      tx,
      source,
      all.map((orderId) => ({ kind: 'order', id: orderId })),
    );
    await this.redaction.eraseTraces(tx, source, { customerIds: [id], orderIds: all });
    let isNews = false;
    for (const orderId of all) {
      isNews = (await this.erase(tx, source, { kind: 'order', id: orderId }, true)) || isNews;
    }
    return (await this.erase(tx, source, { kind: 'customer', id }, true)) || isNews;
  }

  private async redactShop(tx: Transaction, source: string, upTo: Date): Promise<boolean> {
    await this.parts.lockShop(tx, source);
    const isNews = await this.parts.eraseShop(tx, source, upTo);
    await this.redaction.eraseShop(tx, source, upTo);
    if (!isNews) return false;
    // Written anew from what was said since, which mostly is nothing.
    const orderIds = await this.orders.all(tx, source);
    for (let at = 0; at < orderIds.length; at += BATCH) {
      const some = orderIds.slice(at, at + BATCH);
      await this.orders.write(tx, source, new Map(some.map((id) => [id, EVERY_PART])), false);
    }
    for (const id of await this.products.all(tx, source)) await this.products.write(tx, source, id);
    const known = await tx
      .select({ id: customers.externalId })
      .from(customers)
      .where(eq(customers.source, source));
    await this.customers.write(
      tx,
      source,
      known.flatMap(({ id }) => id ?? []),
    );
    return true;
  }
}

/** All that a change will touch and that is known beforehand: locked together, in one order. */
function namesIn(change: RecordChange): RecordName[] {
  switch (change.type) {
    case 'merge':
      return namesInPart(change.part);
    case 'erase':
      return [change];
    case 'redact_customer':
      return [{ kind: 'customer', id: change.id }];
    case 'redact_shop':
      return [];
  }
}

function nameOf({ kind, id, part }: { kind: string; id: string; part: string }): string {
  return JSON.stringify([kind, id, part]);
}

function namesInPart(part: RecordPart): RecordName[] {
  const customerId = customerOf(part);
  return customerId === null ? [part] : [{ kind: 'customer', id: customerId }, part];
}

function customerOf(part: RecordPart): string | null {
  return part.kind === 'order' && part.part === 'head' ? part.body.customerId : null;
}

function isErased({ kind, id, changedAt }: RecordPart, { records, shopUpTo }: Erasures): boolean {
  return records.has(`${kind}:${id}`) || (shopUpTo !== null && changedAt <= shopUpTo);
}

function isOfRedactedCustomer(part: RecordPart, { records }: Erasures): boolean {
  const customerId = customerOf(part);
  return customerId !== null && records.get(`customer:${customerId}`)?.isRedacted === true;
}

/** Several events of one batch may state the same part; the database takes each once. */
function latestOfEach(parts: readonly RecordPart[]): RecordPart[] {
  const latest = new Map<string, RecordPart>();
  for (const one of parts) {
    const other = latest.get(nameOf(one));
    // Versions are of ASCII characters: in JavaScript they compare as their bytes do.
    if (!other || one.version > other.version) latest.set(nameOf(one), one);
  }
  return [...latest.values()];
}

function orderNewsIn(news: readonly News[]): Map<string, string[]> {
  const byOrder = new Map<string, string[]>();
  for (const { kind, id, part } of news) {
    if (kind === 'order') byOrder.set(id, [...(byOrder.get(id) ?? []), part]);
  }
  return byOrder;
}
