import type { ShopEvent, ShopEventSource } from '../../events-in/event-applier.port';
import { recordOf, refuseContradictions, standardEvent, type CsvKind } from './csv-record';
import type { CsvRow } from './csv-row';

const STATUSES = ['active', 'draft', 'archived'] as const;
const PRODUCT_COLUMNS = ['updated_at', 'name', 'description', 'vendor', 'status', 'currency'];
const VARIANT_COLUMNS = ['variant_id', 'variant_title', 'sku', 'barcode', 'price', 'stock'];

/** One row for each variant of a product. */
export const CSV_PRODUCTS: CsvKind = {
  idColumn: 'product_id',
  needed: ['product_id', 'updated_at', 'name', 'currency', 'price'],
  known: ['product_id', ...PRODUCT_COLUMNS, ...VARIANT_COLUMNS, 'attribute:', 'option:'],
  read: (rows, source) => recordOf(rows, () => eventsOf(rows, source)),
};

function eventsOf(rows: readonly CsvRow[], source: ShopEventSource): ShopEvent[] {
  const [first] = rows;
  if (!first) return [];
  refuseContradictions(rows, PRODUCT_COLUMNS);
  const product = {
    id: first.needed('product_id', first.id('product_id')),
    updatedAt: first.needed('updated_at', first.time('updated_at')),
    name: first.needed('name', first.text('name')),
    description: first.text('description'),
    vendor: first.text('vendor'),
    status: first.choice('status', STATUSES),
    currency: first.needed('currency', first.currency('currency')),
    attributes: first.named('attribute:'),
    variants: variantsOf(rows),
  };
  return [standardEvent(source, 'product.upserted', product)];
}

function variantsOf(rows: readonly CsvRow[]): object[] {
  const seen = new Set<string>();
  return rows.map((row) => {
    // A product without variants is its only one.
    const id =
      row.id('variant_id') ?? (rows.length === 1 ? row.id('product_id') : row.needed('variant_id', null));
    if (id !== null && seen.has(id)) row.refuse('variant_id', 'ID_TWICE');
    if (id !== null) seen.add(id);
    const stock = row.count('stock', 0);
    return {
      id,
      title: row.text('variant_title'),
      sku: row.text('sku'),
      barcode: row.text('barcode'),
      price: row.needed('price', row.amount('price')),
      // Left empty, the file says nothing of it.
      ...(stock === null ? {} : { stock }),
      options: row.named('option:'),
    };
  });
}
