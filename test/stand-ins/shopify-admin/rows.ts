/**
 * What the shop has, as plain data that a test fills and changes. Ids are numbers; the API makes gids of them.
 * Amounts are decimals of the shop's currency written as texts, times are ISO 8601 and lose their fractions, as
 * Shopify's do. What Shopify derives (statuses of fulfilment and return, quantities that are left, totals) is derived.
 */
export interface AddressRow {
  id: number;
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  zip: string | null;
  province: string | null;
  provinceCode: string | null;
  country: string | null;
  countryCodeV2: string | null;
  phone: string | null;
}

export interface LineItemRow {
  id: number;
  title: string;
  variantTitle: string | null;
  sku: string | null;
  vendor: string | null;
  quantity: number;
  /** Of one, before discounts. */
  unitPrice: string;
  /** Of all of them. */
  totalDiscount: string;
  requiresShipping: boolean;
  productId: number | null;
  variantId: number | null;
  customAttributes: { key: string; value: string | null }[];
}

export interface FulfillmentEventRow {
  id: number;
  status: string;
  happenedAt: string;
  message: string | null;
  estimatedDeliveryAt: string | null;
}

export interface FulfillmentRow {
  id: number;
  status: 'SUCCESS' | 'CANCELLED' | 'ERROR' | 'FAILURE';
  createdAt: string;
  updatedAt: string;
  deliveredAt: string | null;
  inTransitAt: string | null;
  estimatedDeliveryAt: string | null;
  displayStatus: string | null;
  trackingInfo: { company: string | null; number: string | null; url: string | null }[];
  /** The lines' own ids are FulfillmentLineItem ids: returns are asked for by these. */
  lines: { id: number; lineItemId: number; quantity: number }[];
  events: FulfillmentEventRow[];
}

export interface RefundRow {
  id: number;
  createdAt: string;
  note: string | null;
  /** Paid back in all, shipping included. */
  total: string;
  returnId: number | null;
  lines: {
    id: number;
    lineItemId: number;
    quantity: number;
    subtotal: string;
    restockType: 'CANCEL' | 'NO_RESTOCK' | 'RETURN';
  }[];
}

export interface ReturnRow {
  id: number;
  name: string;
  status: 'REQUESTED' | 'OPEN' | 'CLOSED' | 'DECLINED' | 'CANCELED';
  createdAt: string;
  closedAt: string | null;
  requestApprovedAt: string | null;
  decline: { reason: string; note: string | null } | null;
  lines: {
    id: number;
    fulfillmentLineItemId: number;
    quantity: number;
    processedQuantity: number;
    refundedQuantity: number;
    returnReason: string;
    returnReasonNote: string;
    customerNote: string | null;
  }[];
}

export interface OrderRow {
  id: number;
  number: number;
  name: string;
  email: string | null;
  phone: string | null;
  createdAt: string;
  processedAt: string;
  updatedAt: string;
  cancelledAt: string | null;
  cancelReason: string | null;
  staffNote: string | null;
  closedAt: string | null;
  financialStatus: string;
  /** Null: Shopify's own rule, of what was fulfilled. */
  fulfillmentStatus: string | null;
  currencyCode: string;
  presentmentCurrencyCode: string;
  /** How many of the customer's currency one of the shop's is. */
  presentmentRate: number;
  shippingPrice: string;
  shippingTitle: string | null;
  totalTax: string;
  taxesIncluded: boolean;
  note: string | null;
  tags: string[];
  customAttributes: { key: string; value: string | null }[];
  poNumber: string | null;
  customerId: number | null;
  customerLocale: string | null;
  sourceName: string;
  test: boolean;
  gateways: string[];
  shippingAddress: AddressRow | null;
  billingAddress: AddressRow | null;
  lineItems: LineItemRow[];
  fulfillments: FulfillmentRow[];
  refunds: RefundRow[];
  returns: ReturnRow[];
}

export interface VariantRow {
  id: number;
  title: string;
  sku: string | null;
  barcode: string | null;
  price: string;
  compareAtPrice: string | null;
  position: number;
  inventoryPolicy: 'DENY' | 'CONTINUE';
  selectedOptions: { name: string; value: string }[];
  createdAt: string;
  updatedAt: string;
  inventoryItem: {
    id: number;
    tracked: boolean;
    requiresShipping: boolean;
    updatedAt: string;
    levels: { id: number; locationId: number; available: number; updatedAt: string }[];
  };
}

export interface ProductRow {
  id: number;
  title: string;
  handle: string;
  descriptionHtml: string;
  productType: string;
  vendor: string;
  status: 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED';
  tags: string[];
  createdAt: string;
  updatedAt: string;
  publishedAt: string | null;
  onlineStoreUrl: string | null;
  variants: VariantRow[];
}

export interface CustomerRow {
  id: number;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  note: string | null;
  locale: string;
  state: 'DISABLED' | 'ENABLED' | 'INVITED' | 'DECLINED';
  tags: string[];
  verifiedEmail: boolean;
  createdAt: string;
  updatedAt: string;
  addresses: AddressRow[];
}

export interface LocationRow {
  id: number;
  name: string;
  isActive: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface ShopRow {
  id: number;
  name: string;
  email: string;
  myshopifyDomain: string;
  currencyCode: string;
  ianaTimezone: string;
  taxesIncluded: boolean;
}
