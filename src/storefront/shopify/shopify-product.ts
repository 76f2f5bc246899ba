import type { ShopEvent } from '../events-in/event-applier.port';
import { PayloadFields } from '../payload/payload-fields';
import { versionOf, type ProductBody, type RecordChange, type VariantBody } from '../records/record-parts';

const MOST_OPTIONS = 3;
/** Of 250 tags with up to 255 characters each. */
const LONGEST_TAGS = 70_000;
/** How Shopify calls the only option and the only variant of a product that has neither. */
const NO_OPTION = 'Title';
const NO_VARIANT = 'Default Title';

export function shopifyProduct({ payload, triggeredAt }: ShopEvent): RecordChange[] {
  const product = PayloadFields.of(payload);
  const id = product.id('id');
  const changedAt = product.instant('updated_at');
  const variants = product.listById('variants');
  const body = productBody(product, variants, changedAt);
  const version = versionOf(body, changedAt, triggeredAt);
  return [
    { type: 'merge', part: { kind: 'product', id, part: 'head', version, changedAt, body } },
    ...variants.flatMap(([, variant]) => stockParts(variant, changedAt, triggeredAt)),
  ];
}

function productBody(
  product: PayloadFields,
  variants: readonly (readonly [string, PayloadFields])[],
  updatedAt: Date,
): ProductBody {
  const options = product.list('options').filter((option) => option.line('name') !== NO_OPTION);
  const names = options.map((option) => option.line('name'));
  const facts: [string, string | null][] = [
    ['type', product.lineOrNull('product_type')],
    ['brand', product.lineOrNull('vendor')],
    ...options.map((option): [string, string] => [option.line('name'), option.lines('values').join(', ')]),
  ];
  const status = product.lineOrNull('status') ?? 'active';
  return {
    name: product.line('title'),
    description: product.htmlOrNull('body_html') ?? '',
    vendor: product.lineOrNull('vendor'),
    status: status === 'active' || status === 'archived' ? status : 'draft',
    currency: null,
    attributes: Object.fromEntries(facts.filter((fact): fact is [string, string] => Boolean(fact[1]))),
    categories: categoriesOf(product),
    variants: variants.map(([id, variant], index) => ({ id, ...variantBody(variant, names, index) })),
    variantIds: null,
    updatedAt: updatedAt.toISOString(),
  };
}

/** Its type and its tags, which Shopify sends as one text: `cotton, summer`. */
function categoriesOf(product: PayloadFields): string[] {
  const tags = Array.isArray(product.raw('tags'))
    ? product.lines('tags')
    : (product.lineOrNull('tags', LONGEST_TAGS) ?? '').split(',');
  const all = [product.lineOrNull('product_type') ?? '', ...tags].map((name) => name.trim());
  return [...new Set(all.filter((name) => name !== ''))];
}

function variantBody(variant: PayloadFields, names: readonly string[], index: number): VariantBody {
  const title = variant.lineOrNull('title');
  const values = names
    .slice(0, MOST_OPTIONS)
    .map((name, at): [string, string | null] => [name, variant.lineOrNull(`option${at + 1}`)]);
  return {
    title: title === NO_VARIANT || title === null ? '' : title,
    sku: variant.lineOrNull('sku'),
    barcode: variant.lineOrNull('barcode'),
    price: variant.decimalOrNull('price') ?? variant.refuse('price'),
    stock: null,
    inventoryItemId: variant.idOrNull('inventory_item_id'),
    options: Object.fromEntries(values.filter((value): value is [string, string] => value[1] !== null)),
    position: variant.countOrNull('position') ?? index + 1,
  };
}

function stockParts(variant: PayloadFields, changedAt: Date, triggeredAt: Date | null): RecordChange[] {
  const id = variant.idOrNull('inventory_item_id');
  if (id === null) return [];
  const quantity = variant.countOrNull('inventory_quantity');
  const body = { quantity: isCounted(variant, quantity) ? quantity : null };
  const version = versionOf(body, changedAt, triggeredAt);
  return [{ type: 'merge', part: { kind: 'stock', id, part: 'product', version, changedAt, body } }];
}

/**
 * `inventory_management` is null where nobody counts; newer versions leave it out. Then what is sold
 * on when there is none left is not taken for sold out.
 */
function isCounted(variant: PayloadFields, quantity: number | null): boolean {
  const management = variant.raw('inventory_management');
  if (management !== undefined) return management !== null;
  return variant.lineOrNull('inventory_policy') !== 'continue' || (quantity ?? 0) > 0;
}
