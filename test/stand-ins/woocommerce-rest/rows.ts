/**
 * What the site has, in the API's own names: ids are numbers, money is text. Times are GMT without a zone, as the
 * API's `…_gmt` fields; those in the site's own time zone are made of them when a row is sent.
 */
export interface AddressRow {
  first_name: string;
  last_name: string;
  company: string;
  address_1: string;
  address_2: string;
  city: string;
  state: string;
  postcode: string;
  country: string;
  phone?: string;
  email?: string;
}

export interface MetaRow {
  id: number;
  key: string;
  value: unknown;
}

export interface LineItemRow {
  id: number;
  name: string;
  product_id: number;
  variation_id: number;
  quantity: number;
  tax_class: string;
  subtotal: string;
  subtotal_tax: string;
  total: string;
  total_tax: string;
  taxes: unknown[];
  meta_data: MetaRow[];
  sku: string;
  /** The one amount that is a number. */
  price: number;
  image: { id: string; src: string };
  parent_name: string | null;
}

export interface RefundRow {
  id: number;
  date_created_gmt: string;
  /** Positive, though the order's `refunds` has it negative. */
  amount: string;
  reason: string;
  refunded_by: number;
  refunded_payment: boolean;
  meta_data: MetaRow[];
  /** With negative quantities and totals. */
  line_items: LineItemRow[];
}

export interface NoteRow {
  id: number;
  author: string;
  date_created_gmt: string;
  note: string;
  customer_note: boolean;
}

export interface OrderRow {
  id: number;
  parent_id: number;
  number: string;
  order_key: string;
  status: string;
  currency: string;
  date_created_gmt: string;
  date_modified_gmt: string;
  date_paid_gmt: string | null;
  date_completed_gmt: string | null;
  prices_include_tax: boolean;
  discount_total: string;
  discount_tax: string;
  shipping_total: string;
  shipping_tax: string;
  cart_tax: string;
  total: string;
  total_tax: string;
  customer_id: number;
  customer_note: string;
  billing: AddressRow;
  shipping: AddressRow;
  payment_method: string;
  payment_method_title: string;
  transaction_id: string;
  meta_data: MetaRow[];
  line_items: LineItemRow[];
  shipping_lines: { id: number; method_title: string; method_id: string; total: string; total_tax: string }[];
  refunds: RefundRow[];
  notes: NoteRow[];
}

export interface ProductRow {
  id: number;
  name: string;
  slug: string;
  permalink: string;
  type: 'simple' | 'variable' | 'grouped' | 'external';
  status: 'draft' | 'pending' | 'private' | 'publish' | 'trash';
  date_created_gmt: string;
  date_modified_gmt: string;
  description: string;
  short_description: string;
  sku: string;
  price: string;
  regular_price: string;
  sale_price: string;
  manage_stock: boolean;
  stock_quantity: number | null;
  stock_status: 'instock' | 'outofstock' | 'onbackorder';
  categories: { id: number; name: string; slug: string }[];
  attributes: { id: number; name: string; position: number; variation: boolean; options: string[] }[];
  meta_data: MetaRow[];
  variations: VariationRow[];
}

export interface VariationRow {
  id: number;
  date_created_gmt: string;
  date_modified_gmt: string;
  description: string;
  permalink: string;
  sku: string;
  price: string;
  regular_price: string;
  sale_price: string;
  status: 'draft' | 'pending' | 'private' | 'publish';
  /** Also the word `parent`: counted on the product. */
  manage_stock: boolean | 'parent';
  stock_quantity: number | null;
  stock_status: 'instock' | 'outofstock' | 'onbackorder';
  attributes: { id: number; name: string; option: string }[];
  meta_data: MetaRow[];
}

export interface CustomerRow {
  id: number;
  /** Null until it is changed for the first time. */
  date_modified_gmt: string | null;
  date_created_gmt: string;
  email: string;
  first_name: string;
  last_name: string;
  role: string;
  username: string;
  billing: AddressRow;
  shipping: AddressRow;
  is_paying_customer: boolean;
  avatar_url: string;
  meta_data: MetaRow[];
}
