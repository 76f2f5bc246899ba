import type { ShopEvent } from '../events-in/event-applier.port';
import { plainLine } from '../payload/plain-text';
import { versionOf, type ProductBody, type RecordChange } from '../records/record-parts';
import { readData } from './read-data';
import { ProductDto, StockDto } from './standard.dto';

const LONGEST_VALUE = 500;

/** The stock of a variant is counted under the variant's id. */
export function standardProduct(event: ShopEvent): RecordChange[] {
  const product = readData(event, ProductDto);
  const changedAt = new Date(product.updatedAt);
  const body: ProductBody = {
    name: product.name,
    description: product.description ?? '',
    vendor: product.vendor ?? null,
    status: product.status ?? 'active',
    currency: product.currency,
    attributes: cleaned(product.attributes),
    categories: product.categories ?? [],
    variants: product.variants.map((variant, index) => ({
      id: variant.id,
      title: variant.title ?? '',
      sku: variant.sku ?? null,
      barcode: variant.barcode ?? null,
      price: variant.price,
      stock: null,
      inventoryItemId: variant.id,
      options: cleaned(variant.options),
      position: index + 1,
    })),
    variantIds: null,
    updatedAt: changedAt.toISOString(),
  };
  const version = versionOf(body, changedAt, event.triggeredAt);
  return [
    { type: 'merge', part: { kind: 'product', id: product.id, part: 'head', version, changedAt, body } },
    ...product.variants
      // Left out, the stock is told by `stock.set` alone.
      .filter(({ stock }) => stock !== undefined)
      .map(({ id, stock }) => stockPart(event, id, 'product', changedAt, stock ?? null)),
  ];
}

export function standardStock(event: ShopEvent): RecordChange[] {
  const stock = readData(event, StockDto);
  const place = `place:${stock.place ?? ''}` as const;
  return [stockPart(event, stock.variantId, place, new Date(stock.updatedAt), stock.quantity)];
}

function stockPart(
  { triggeredAt }: ShopEvent,
  id: string,
  part: 'product' | `place:${string}`,
  changedAt: Date,
  quantity: number | null,
): RecordChange {
  const body = { quantity };
  const version = versionOf(body, changedAt, triggeredAt);
  return { type: 'merge', part: { kind: 'stock', id, part, version, changedAt, body } };
}

function cleaned(texts: Record<string, string> | null | undefined): Record<string, string> {
  const clean = (text: string): string => plainLine(text, LONGEST_VALUE);
  return Object.fromEntries(
    Object.entries(texts ?? {})
      .map(([name, text]): [string, string] => [clean(name), clean(text)])
      .filter(([name, text]) => name !== '' && text !== ''),
  );
}
