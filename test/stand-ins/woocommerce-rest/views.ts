import type { CustomerRow, NoteRow, OrderRow, ProductRow, RefundRow, VariationRow } from './rows';
import { siteTime } from './site-time';

type View = Record<string, unknown>;

/** Each time twice: on the site's clock, and in GMT. */
function dates<Name extends string>(
  row: Record<`${Name}_gmt`, string | null>,
  names: Name[],
  timeZone: string,
): View {
  return Object.fromEntries(
    names.flatMap((name) => {
      const gmt = row[`${name}_gmt`];
      return [
        [name, gmt === null ? null : siteTime(gmt, timeZone)],
        [`${name}_gmt`, gmt],
      ];
    }),
  );
}

const links = (path: string): View => ({ self: [{ href: path }] });

export function orderView(row: OrderRow, timeZone: string): View {
  return {
    ...row,
    notes: undefined,
    ...dates(row, ['date_created', 'date_modified', 'date_paid', 'date_completed'], timeZone),
    version: '10.3.0',
    created_via: 'checkout',
    cart_hash: '',
    customer_ip_address: '203.0.113.7',
    customer_user_agent: '',
    tax_lines: [],
    fee_lines: [],
    coupon_lines: [],
    refunds: row.refunds.map((refund) => ({
      id: refund.id,
      reason: refund.reason,
      total: `-${refund.amount}`,
    })),
    is_editable: row.status === 'pending' || row.status === 'on-hold',
    needs_payment: row.status === 'pending' || row.status === 'failed',
    needs_processing: row.status === 'processing',
    currency_symbol: row.currency === 'EUR' ? '€' : row.currency,
    _links: links(`/wp-json/wc/v3/orders/${row.id}`),
  };
}

export function refundView(row: RefundRow, timeZone: string): View {
  return { ...row, ...dates(row, ['date_created'], timeZone) };
}

export function noteView(row: NoteRow, timeZone: string): View {
  return { ...row, ...dates(row, ['date_created'], timeZone) };
}

export function productView(row: ProductRow, timeZone: string): View {
  return {
    ...row,
    ...dates(row, ['date_created', 'date_modified'], timeZone),
    purchasable: row.status === 'publish' && row.price !== '',
    on_sale: row.sale_price !== '',
    backorders: 'no',
    // Ids alone: prices and stock of each are at /products/<id>/variations.
    variations: row.variations.map((variation) => variation.id),
    images: [],
    tags: [],
    _links: links(`/wp-json/wc/v3/products/${row.id}`),
  };
}

export function variationView(row: VariationRow, timeZone: string): View {
  return {
    ...row,
    ...dates(row, ['date_created', 'date_modified'], timeZone),
    on_sale: row.sale_price !== '',
    purchasable: row.price !== '',
    image: null,
  };
}

export function customerView(row: CustomerRow, timeZone: string): View {
  return { ...row, ...dates(row, ['date_created', 'date_modified'], timeZone) };
}
