import type { schema } from '../storage';
import { minorDigits } from './payload/money';
import type { Product } from './storefront.types';

type ProductRow = typeof schema.products.$inferSelect;
type VariantRow = typeof schema.productVariants.$inferSelect;

/** More prices than these are a catalogue, not an answer. */
const MOST_PRICES = 20;

/** A product as customers ask for it by name: its lowest price, and what there is of all variants. */
export function productOf(row: ProductRow, variants: readonly VariantRow[]): Product {
  const prices = variants.map(({ priceMinor }) => priceMinor);
  return {
    id: row.id,
    sku: row.sku,
    name: row.name,
    description: row.description,
    price: { amountMinor: prices.length > 0 ? Math.min(...prices) : row.priceMinor, currency: row.currency },
    stock: variants.length > 0 ? sumOf(variants.map(({ stock }) => stock)) : row.stock,
    restockAt: row.restockAt && row.restockAt.toISOString(),
    attributes: {
      ...(row.attributes as Record<string, string>),
      ...(new Set(prices).size > 1 ? { prices: pricesOf(variants, row.currency) } : {}),
    },
  };
}

/** One variant of it, with its own price, stock and options. */
export function variantOf(row: ProductRow, variant: VariantRow): Product {
  return {
    ...productOf(row, []),
    sku: variant.sku || row.sku,
    name: variant.title ? `${row.name} (${variant.title})` : row.name,
    price: { amountMinor: variant.priceMinor, currency: row.currency },
    stock: variant.stock,
    attributes: {
      ...(row.attributes as Record<string, string>),
      ...(variant.options as Record<string, string>),
    },
  };
}

/** Unknown as soon as one of them is not counted. */
function sumOf(stocks: readonly (number | null)[]): number | null {
  return stocks.reduce((sum, stock) => (sum === null || stock === null ? null : sum + stock), 0);
}

function pricesOf(variants: readonly VariantRow[], currency: string): string {
  const digits = minorDigits(currency);
  return variants
    .slice(0, MOST_PRICES)
    .map(({ title, priceMinor }) => `${title}: ${(priceMinor / 10 ** digits).toFixed(digits)} ${currency}`)
    .join('; ');
}
