import { Injectable } from '@nestjs/common';
import { asc, desc, sql } from 'drizzle-orm';
import { schema, type Transaction } from '../storage';
import { chooseByKey, exactFirst, hasKey, numberKey } from './number-key';
import type { Product } from './storefront.types';

const { products } = schema;

/** More products than this are not one that the customer named. */
const MAX_NAMED = 20;
/** Enough for any message that names a product; the rest of a pasted novel is not read. */
const MAX_TEXT = 4_000;

@Injectable()
export class ProductLookupService {
  async findBySku(tx: Transaction, sku: string): Promise<Product | null> {
    const key = numberKey(sku);
    const rows = await tx
      .select()
      .from(products)
      .where(hasKey(products.skuKey, key))
      .orderBy(exactFirst(products.skuKey, key))
      .limit(2);
    const row = chooseByKey(
      rows.map((one) => ({ ...one, key: one.skuKey })),
      key,
    );
    return row ? toProduct(row) : null;
  }

  async some(tx: Transaction, limit: number): Promise<Product[]> {
    const rows = await tx.select().from(products).orderBy(asc(products.sku)).limit(limit);
    return rows.map(toProduct);
  }

  /** Products every word of whose name the text says, in any form and order; the longest names first. */
  async findNamedIn(tx: Transaction, text: string): Promise<Product[]> {
    const rows = await tx
      .select()
      .from(products)
      .where(sql`to_tsvector('english', ${text.slice(0, MAX_TEXT)}) @@ ${products.nameQuery}`)
      .orderBy(desc(sql`numnode(${products.nameQuery})`), asc(products.sku))
      .limit(MAX_NAMED);
    return rows.map(toProduct);
  }
}

function toProduct(row: typeof products.$inferSelect): Product {
  return {
    id: row.id,
    sku: row.sku,
    name: row.name,
    description: row.description,
    price: { amountMinor: row.priceMinor, currency: row.currency },
    stock: row.stock,
    restockAt: row.restockAt && row.restockAt.toISOString(),
    attributes: row.attributes as Record<string, string>,
  };
}
