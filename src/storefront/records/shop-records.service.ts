import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { schema, type Transaction } from '../../storage';
import { CustomerRecordsService } from './customer-records.service';
import { OrderRecordsService } from './order-records.service';
import { ProductRecordsService } from './product-records.service';
import { RecordPartsRepository, type Erasures } from './record-parts.repository';
import type { RecordChange, RecordName, RecordPart } from './record-parts';

const { customers, orders } = schema;

const EVERY_PART = ['head', 'existence', 'fulfilment:', 'parcel_event:', 'refund:', 'return:'];

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
  ) {}

  /** False when the records said all of it, or something newer. */
  async write(tx: Transaction, source: string, changes: readonly RecordChange[]): Promise<boolean> {
    const shop = changes.find((change) => change.type === 'redact_shop');
    if (shop) return this.redactShop(tx, source, shop.upTo);
    await this.parts.lock(tx, source, changes.flatMap(namesIn));
    let isNews = false;
    for (const change of changes) {
      if (change.type === 'erase') isNews = (await this.erase(tx, source, change, false)) || isNews;
      if (change.type === 'redact_customer') isNews = (await this.redact(tx, source, change)) || isNews;
    }
    const merges = changes.filter((change): change is Merge => change.type === 'merge');
    return (
      (await this.merge(
        tx,
        source,
        merges.map(({ part }) => part),
      )) || isNews
    );
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

  private async merge(tx: Transaction, source: string, parts: readonly RecordPart[]): Promise<boolean> {
    if (parts.length === 0) return false;
    const erasures = await this.parts.erasures(tx, source, parts.flatMap(namesInPart));
    let isNews = false;
    for (const { id } of parts.filter((part) => isOfRedactedCustomer(part, erasures))) {
      isNews = (await this.erase(tx, source, { kind: 'order', id }, true)) || isNews;
    }
    const wanted = parts.filter((part) => !isErased(part, erasures) && !isOfRedactedCustomer(part, erasures));
    const news = await this.parts.merge(tx, source, wanted);
    const idsOf = (kind: RecordName['kind']): string[] => [
      ...new Set(news.filter((name) => name.kind === kind).map(({ id }) => id)),
    ];
    for (const id of idsOf('customer')) await this.customers.write(tx, source, id);
    for (const id of idsOf('product')) await this.products.write(tx, source, id);
    // What a product's own event says of its stock was written with it.
    const items = news.filter(({ kind, part }) => kind === 'stock' && part !== 'product').map(({ id }) => id);
    for (const id of new Set(items)) await this.products.writeStock(tx, source, id);
    // An event with an order's head has written its customer, unless that is erased; any other finds both written.
    const isCustomerThere =
      ![...erasures.records.keys()].some((name) => name.startsWith('customer:')) &&
      !parts.some(({ part }) => part === 'existence');
    for (const id of idsOf('order')) {
      const changed = news.filter((one) => one.kind === 'order' && one.id === id).map(({ part }) => part);
      await this.orders.write(tx, source, id, changed, isCustomerThere);
    }
    return isNews || news.length > 0;
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
    let isNews = false;
    for (const orderId of all) {
      isNews = (await this.erase(tx, source, { kind: 'order', id: orderId }, true)) || isNews;
    }
    return (await this.erase(tx, source, { kind: 'customer', id }, true)) || isNews;
  }

  private async redactShop(tx: Transaction, source: string, upTo: Date): Promise<boolean> {
    await this.parts.lockShop(tx, source);
    const isNews = await this.parts.eraseShop(tx, source, upTo);
    if (!isNews) return false;
    // Written anew from what was said since, which mostly is nothing.
    for (const id of await this.orders.all(tx, source)) {
      await this.orders.write(tx, source, id, EVERY_PART, false);
    }
    for (const id of await this.products.all(tx, source)) await this.products.write(tx, source, id);
    const known = await tx
      .select({ id: customers.externalId })
      .from(customers)
      .where(eq(customers.source, source));
    for (const { id } of known) if (id !== null) await this.customers.write(tx, source, id);
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
