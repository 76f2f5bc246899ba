import type { schema } from '../../storage';
import { numberKey } from '../number-key';
import { minorUnits } from '../payload/money';
import type { ProductBody, StockBody, VariantBody } from './record-parts';

export interface ProductRows {
  product: typeof schema.products.$inferInsert;
  variants: (typeof schema.productVariants.$inferInsert)[];
}

/** One saying about a variant's stock: by the product's own event, or by a place where it lies. */
export interface StockPart {
  part: string;
  changedAt: Date;
  body: StockBody;
}

/**
 * Units that can be sold; null where the shop does not count. The product's own event knows the sum of all places; each
 * place's event knows its own, and is believed where it is the newer.
 */
export function stockOf(parts: readonly StockPart[]): number | null {
  const whole = parts.find(({ part }) => part === 'product');
  const places = parts.filter(({ part }) => part !== 'product');
  const newest = Math.max(...places.map(({ changedAt }) => changedAt.getTime()));
  if (whole && (places.length === 0 || whole.body.quantity === null || newest <= whole.changedAt.getTime())) {
    return whole.body.quantity === null ? null : Math.max(0, whole.body.quantity);
  }
  const counted = places.map(({ body }) => body.quantity).filter((quantity) => quantity !== null);
  return counted.length === 0
    ? null
    : Math.max(
        0,
        counted.reduce((sum, quantity) => sum + quantity, 0),
      );
}

/** The records of a product: they follow from its parts alone. Undefined for one without anything to buy. */
export function productRows(
  source: string,
  externalId: string,
  currency: string,
  head: ProductBody,
  added: ReadonlyMap<string, VariantBody>,
  stock: ReadonlyMap<string, number | null>,
): ProductRows | undefined {
  const id = `${source}:${externalId}`;
  const apart = [...added]
    .filter(([variantId]) => head.variantIds?.includes(variantId) ?? true)
    .map(([variantId, body]) => ({ ...body, id: variantId }));
  // What a product says of itself alone stands for its variants until they are known.
  const all = (apart.length > 0 ? apart : [...head.variants]).sort(
    (a, b) => a.position - b.position || (a.id < b.id ? -1 : 1),
  );
  const [first] = all;
  if (!first) return undefined;
  const priceOf = (price: string): number => minorUnits(price, currency) ?? 0;
  const sku = all.find((variant) => variant.sku)?.sku ?? '';
  return {
    product: {
      id,
      source,
      externalId,
      sku,
      skuKey: numberKey(sku),
      name: head.name,
      description: head.description,
      priceMinor: priceOf(first.price),
      currency,
      stock: null,
      attributes: head.attributes,
      // A part that was kept before there were any has none.
      categories: head.categories ?? [],
      vendor: head.vendor,
      status: head.status,
      sourceUpdatedAt: new Date(head.updatedAt),
    },
    variants: all.map((variant, position) => ({
      id: `${id}:${variant.id}`,
      productId: id,
      position,
      title: variant.title,
      sku: variant.sku ?? '',
      skuKey: numberKey(variant.sku ?? ''),
      barcode: variant.barcode,
      barcodeKey: variant.barcode === null ? null : numberKey(variant.barcode),
      priceMinor: priceOf(variant.price),
      stock: variant.inventoryItemId === null ? variant.stock : (stock.get(variant.inventoryItemId) ?? null),
      options: variant.options,
      inventoryItemId: variant.inventoryItemId === null ? null : `${source}:${variant.inventoryItemId}`,
    })),
  };
}
