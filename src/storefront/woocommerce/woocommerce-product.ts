import type { ShopEvent } from '../events-in/event-applier.port';
import { PayloadFields } from '../payload/payload-fields';
import { versionOf, type ProductBody, type RecordChange, type VariantBody } from '../records/record-parts';

/** A variation comes as a product of its own, and names its parent. */
export function wooProduct({ payload, triggeredAt }: ShopEvent): RecordChange[] {
  const product = PayloadFields.of(payload);
  const changedAt = product.utcOrNull('date_modified_gmt') ?? product.utc('date_created_gmt');
  if (product.lineOrNull('type') === 'variation') return variation(product, changedAt, triggeredAt);
  const id = product.id('id');
  const body = productBody(product, id, changedAt);
  const version = versionOf(body, changedAt, triggeredAt);
  return [{ type: 'merge', part: { kind: 'product', id, part: 'head', version, changedAt, body } }];
}

function variation(product: PayloadFields, changedAt: Date, triggeredAt: Date | null): RecordChange[] {
  const options = optionsOf(product);
  const body = variantBody(product, Object.values(options).join(' / '), options);
  // Without a price it cannot be bought.
  if (!body) return [];
  const version = versionOf(body, changedAt, triggeredAt);
  const part = `variant:${product.id('id')}` as const;
  return [
    { type: 'merge', part: { kind: 'product', id: product.id('parent_id'), part, version, changedAt, body } },
  ];
}

function productBody(product: PayloadFields, id: string, updatedAt: Date): ProductBody {
  const only = variantBody(product, '', {});
  const attributes = product
    .list('attributes')
    .filter((attribute) => attribute.raw('visible') !== false)
    .map((attribute): [string, string] => [attribute.line('name'), attribute.lines('options').join(', ')])
    .filter(([, value]) => value !== '');
  return {
    name: product.line('name'),
    description: product.htmlOrNull('description') ?? product.htmlOrNull('short_description') ?? '',
    vendor: null,
    status: product.line('status') === 'publish' ? 'active' : 'draft',
    currency: null,
    attributes: Object.fromEntries(attributes),
    categories: product
      .list('categories')
      .map((category) => category.lineOrNull('name'))
      .filter((name) => name !== null),
    variants: only ? [{ id, ...only }] : [],
    variantIds: product.ids('variations'),
    updatedAt: updatedAt.toISOString(),
  };
}

function variantBody(
  product: PayloadFields,
  title: string,
  options: Record<string, string>,
): VariantBody | null {
  const price = product.decimalOrNull('price');
  if (price === null) return null;
  return {
    title,
    sku: product.lineOrNull('sku'),
    barcode: product.lineOrNull('global_unique_id'),
    price,
    // What is not counted may still be said to have run out.
    stock:
      product.raw('manage_stock') === true
        ? stockOf(product)
        : product.raw('stock_status') === 'outofstock'
          ? 0
          : null,
    inventoryItemId: null,
    options,
    position: product.countOrNull('menu_order') ?? 0,
  };
}

function stockOf(product: PayloadFields): number | null {
  const quantity = product.countOrNull('stock_quantity');
  return quantity === null ? null : Math.max(0, quantity);
}

function optionsOf(product: PayloadFields): Record<string, string> {
  const chosen = product
    .list('attributes')
    .map((attribute): [string, string | null] => [attribute.line('name'), attribute.lineOrNull('option')]);
  return Object.fromEntries(chosen.filter((one): one is [string, string] => one[1] !== null));
}
