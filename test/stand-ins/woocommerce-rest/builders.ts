import type {
  AddressRow,
  CustomerRow,
  LineItemRow,
  NoteRow,
  OrderRow,
  ProductRow,
  RefundRow,
  VariationRow,
} from './rows';

/** Posts, orders and notes share no ids in earnest; that they don't here tells a mix-up. */
let lastId = 700;
export function nextId(): number {
  return ++lastId;
}

const MADE_AT = '2026-05-02T08:00:00';

export function anAddress(given: Partial<AddressRow> = {}): AddressRow {
  return {
    first_name: 'Ada',
    last_name: 'Nowak',
    company: '',
    address_1: 'Hafenstraße 12',
    address_2: '',
    city: 'Hamburg',
    state: 'DE-HH',
    postcode: '20359',
    country: 'DE',
    phone: '',
    ...given,
  };
}

export function aLineItem(given: Partial<LineItemRow> = {}): LineItemRow {
  return {
    id: nextId(),
    name: 'Enamel mug',
    product_id: 93,
    variation_id: 0,
    quantity: 1,
    tax_class: '',
    subtotal: '12.50',
    subtotal_tax: '0.00',
    total: '12.50',
    total_tax: '0.00',
    taxes: [],
    meta_data: [],
    sku: 'MUG-BLUE',
    price: 12.5,
    image: { id: '', src: '' },
    parent_name: null,
    ...given,
  };
}

/** A paid order that waits to be sent. */
export function anOrder(given: Partial<OrderRow> = {}): OrderRow {
  const id = given.id ?? nextId();
  const created = given.date_created_gmt ?? MADE_AT;
  return {
    id,
    parent_id: 0,
    number: String(id),
    order_key: `wc_order_${id}`,
    status: 'processing',
    currency: 'EUR',
    date_created_gmt: created,
    date_modified_gmt: created,
    date_paid_gmt: created,
    date_completed_gmt: null,
    prices_include_tax: true,
    discount_total: '0.00',
    discount_tax: '0.00',
    shipping_total: '4.90',
    shipping_tax: '0.00',
    cart_tax: '0.00',
    total: '17.40',
    total_tax: '0.00',
    customer_id: 0,
    customer_note: '',
    billing: anAddress({ email: 'ada@example.com' }),
    shipping: anAddress(),
    payment_method: 'bacs',
    payment_method_title: 'Direct bank transfer',
    transaction_id: '',
    meta_data: [],
    line_items: [aLineItem()],
    shipping_lines: [
      { id: nextId(), method_title: 'Flat rate', method_id: 'flat_rate', total: '4.90', total_tax: '0.00' },
    ],
    refunds: [],
    notes: [],
    ...given,
  };
}

export function aRefund(given: Partial<RefundRow> = {}): RefundRow {
  return {
    id: nextId(),
    date_created_gmt: '2026-05-06T10:00:00',
    amount: '12.50',
    reason: '',
    refunded_by: 1,
    refunded_payment: false,
    meta_data: [],
    line_items: [],
    ...given,
  };
}

export function aNote(given: Partial<NoteRow> = {}): NoteRow {
  return {
    id: nextId(),
    author: 'system',
    date_created_gmt: MADE_AT,
    note: 'Payment received.',
    customer_note: false,
    ...given,
  };
}

export function aProduct(given: Partial<ProductRow> = {}): ProductRow {
  return {
    id: nextId(),
    name: 'Enamel mug',
    slug: 'enamel-mug',
    permalink: 'https://shop.example/product/enamel-mug/',
    type: 'simple',
    status: 'publish',
    date_created_gmt: MADE_AT,
    date_modified_gmt: MADE_AT,
    description: '<p>Holds 350 ml.</p>\n',
    short_description: '',
    sku: 'MUG-BLUE',
    price: '12.50',
    regular_price: '12.50',
    sale_price: '',
    manage_stock: true,
    stock_quantity: 5,
    stock_status: 'instock',
    categories: [{ id: 9, name: 'Kitchen', slug: 'kitchen' }],
    attributes: [],
    meta_data: [],
    variations: [],
    ...given,
  };
}

export function aVariation(given: Partial<VariationRow> = {}): VariationRow {
  return {
    id: nextId(),
    date_created_gmt: MADE_AT,
    date_modified_gmt: MADE_AT,
    description: '',
    permalink: 'https://shop.example/product/enamel-mug/?attribute_colour=Blue',
    sku: 'MUG-BLUE',
    price: '12.50',
    regular_price: '12.50',
    sale_price: '',
    status: 'publish',
    manage_stock: true,
    stock_quantity: 5,
    stock_status: 'instock',
    attributes: [{ id: 0, name: 'Colour', option: 'Blue' }],
    meta_data: [],
    ...given,
  };
}

export function aCustomer(given: Partial<CustomerRow> = {}): CustomerRow {
  return {
    id: nextId(),
    date_created_gmt: MADE_AT,
    date_modified_gmt: null,
    email: 'ada@example.com',
    first_name: 'Ada',
    last_name: 'Nowak',
    role: 'customer',
    username: 'ada',
    billing: anAddress({ email: 'ada@example.com' }),
    shipping: anAddress(),
    is_paying_customer: true,
    avatar_url: 'https://secure.gravatar.com/avatar/0?s=96',
    meta_data: [],
    ...given,
  };
}
