import { Inject, Injectable } from '@nestjs/common';
import { and, desc, eq, notInArray, sql } from 'drizzle-orm';
import { schema, type Transaction } from '../../storage';
import { ShopCurrencyUnknownError } from '../storefront.errors';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';
import { productRows, stockOf, type StockPart } from './product-rows';
import { RecordPartsRepository } from './record-parts.repository';
import type { ExistenceBody, ProductBody, VariantBody } from './record-parts';
import { upsert } from './written-rows';

const { products, productVariants, orders } = schema;

/** Writes a product's records as its parts have it. */
@Injectable()
export class ProductRecordsService {
  constructor(
    private readonly parts: RecordPartsRepository,
    @Inject(STOREFRONT_OPTIONS) private readonly options: StorefrontOptions,
  ) {}

  /** The product has to be locked, and the stock of what its event named. */
  async write(tx: Transaction, source: string, id: string): Promise<void> {
    const parts = await this.parts.read(tx, source, 'product', [id]);
    const head = parts.find(({ part }) => part === 'head')?.body as ProductBody | undefined;
    const existence = parts.find(({ part }) => part === 'existence')?.body as ExistenceBody | undefined;
    const added = new Map(
      parts
        .filter(({ part }) => part.startsWith('variant:'))
        .map(({ part, body }) => [part.slice('variant:'.length), body as VariantBody]),
    );
    const rows =
      head && existence?.isThere !== false
        ? productRows(
            source,
            id,
            head.currency ?? (await this.currencyOf(tx, source)),
            head,
            added,
            await this.stock(tx, source, head),
          )
        : undefined;
    if (!rows) return this.remove(tx, source, id);
    await upsert(tx, products, [rows.product]);
    await tx.delete(productVariants).where(
      and(
        eq(productVariants.productId, rows.product.id),
        notInArray(
          productVariants.id,
          rows.variants.map((variant) => variant.id),
        ),
      ),
    );
    await upsert(tx, productVariants, rows.variants);
  }

  /** What lies where has changed; the item has to be locked. One that no product names waits for it. */
  async writeStock(tx: Transaction, source: string, inventoryItemId: string): Promise<void> {
    const parts = (await this.parts.read(tx, source, 'stock', [inventoryItemId])) as StockPart[];
    await tx
      .update(productVariants)
      .set({ stock: stockOf(parts) })
      .where(eq(productVariants.inventoryItemId, `${source}:${inventoryItemId}`));
  }

  async remove(tx: Transaction, source: string, id: string): Promise<void> {
    await tx.delete(products).where(and(eq(products.source, source), eq(products.externalId, id)));
  }

  async all(tx: Transaction, source: string): Promise<string[]> {
    const rows = await tx
      .select({ id: products.externalId })
      .from(products)
      .where(eq(products.source, source));
    return rows.flatMap(({ id }) => id ?? []);
  }

  private async stock(
    tx: Transaction,
    source: string,
    head: ProductBody,
  ): Promise<Map<string, number | null>> {
    const items = head.variants.flatMap(({ inventoryItemId }) => inventoryItemId ?? []);
    if (items.length === 0) return new Map();
    const parts = await this.parts.read(tx, source, 'stock', items);
    return new Map(
      items.map((item) => [item, stockOf(parts.filter(({ recordId }) => recordId === item) as StockPart[])]),
    );
  }

  /** Neither Shopify nor WooCommerce says in a product's event in which currency its price is. */
  private async currencyOf(tx: Transaction, source: string): Promise<string> {
    if (this.options.currency !== null) return this.options.currency;
    const [order] = await tx
      .select({ currency: orders.currency })
      .from(orders)
      .where(eq(orders.source, source))
      .orderBy(desc(orders.placedAt), desc(sql`${orders.id} collate "C"`))
      .limit(1);
    if (!order) throw new ShopCurrencyUnknownError();
    return order.currency;
  }
}
