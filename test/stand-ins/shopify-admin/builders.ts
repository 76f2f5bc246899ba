import type {
  AddressRow,
  CustomerRow,
  FulfillmentRow,
  LineItemRow,
  OrderRow,
  ProductRow,
  RefundRow,
  ReturnRow,
  VariantRow,
} from './rows';

/** Ids are as large as Shopify's: beyond 32 bits. */
let lastId = 5_600_000_000_000;
export function nextId(): number {
  return ++lastId;
}

let lastOrderNumber = 1000;
const MADE_AT = '2026-05-02T08:00:00Z';

export function anAddress(given: Partial<AddressRow> = {}): AddressRow {
  return {
    id: nextId(),
    firstName: 'Ada',
    lastName: 'Nowak',
    company: null,
    address1: '12 Harbour Street',
    address2: null,
    city: 'Bristol',
    zip: 'BS1 4DJ',
    province: 'England',
    provinceCode: 'ENG',
    country: 'United Kingdom',
    countryCodeV2: 'GB',
    phone: null,
    ...given,
  };
}

export function aLineItem(given: Partial<LineItemRow> = {}): LineItemRow {
  return {
    id: nextId(),
    title: 'Enamel mug',
    variantTitle: 'Blue',
    sku: 'MUG-BLUE',
    vendor: 'Northwind',
    quantity: 1,
    unitPrice: '12.50',
    totalDiscount: '0.00',
    requiresShipping: true,
    productId: null,
    variantId: null,
    customAttributes: [],
    ...given,
  };
}

/** A paid order of two lines, of which nothing was sent yet. */
export function anOrder(given: Partial<OrderRow> = {}): OrderRow {
  const number = given.number ?? ++lastOrderNumber;
  const createdAt = given.createdAt ?? MADE_AT;
  return {
    id: nextId(),
    number,
    name: `#${number}`,
    email: 'ada@example.com',
    phone: null,
    createdAt,
    processedAt: createdAt,
    updatedAt: createdAt,
    cancelledAt: null,
    cancelReason: null,
    staffNote: null,
    closedAt: null,
    financialStatus: 'PAID',
    fulfillmentStatus: null,
    currencyCode: 'GBP',
    presentmentCurrencyCode: 'GBP',
    presentmentRate: 1,
    shippingPrice: '3.95',
    shippingTitle: 'Standard',
    totalTax: '0.00',
    taxesIncluded: true,
    note: null,
    tags: [],
    customAttributes: [],
    poNumber: null,
    customerId: null,
    customerLocale: 'en',
    sourceName: 'web',
    test: false,
    gateways: ['shopify_payments'],
    shippingAddress: anAddress(),
    billingAddress: anAddress(),
    lineItems: [
      aLineItem(),
      aLineItem({ title: 'Tea towel', variantTitle: null, sku: 'TOWEL', unitPrice: '8.00', quantity: 2 }),
    ],
    fulfillments: [],
    refunds: [],
    returns: [],
    ...given,
  };
}

/** All of an order, or of the given lines, in one parcel. */
export function aFulfillment(
  order: OrderRow,
  given: Partial<Omit<FulfillmentRow, 'lines'>> & {
    lines?: { lineItemId: number; quantity: number; id?: number }[];
  } = {},
): FulfillmentRow {
  const lines =
    given.lines ?? order.lineItems.map((line) => ({ lineItemId: line.id, quantity: line.quantity }));
  const createdAt = given.createdAt ?? '2026-05-03T09:00:00Z';
  return {
    id: nextId(),
    status: 'SUCCESS',
    createdAt,
    updatedAt: createdAt,
    deliveredAt: null,
    inTransitAt: null,
    estimatedDeliveryAt: null,
    displayStatus: 'FULFILLED',
    trackingInfo: [
      { company: 'Royal Mail', number: 'RM123456789GB', url: 'https://track.example/RM123456789GB' },
    ],
    events: [],
    ...given,
    lines: lines.map((line) => ({ id: nextId(), ...line })),
  };
}

export function aRefund(
  given: Partial<Omit<RefundRow, 'lines'>> & {
    lines?: (Partial<RefundRow['lines'][number]> & { lineItemId: number })[];
  } = {},
): RefundRow {
  return {
    id: nextId(),
    createdAt: '2026-05-06T10:00:00Z',
    note: null,
    total: '8.00',
    returnId: null,
    ...given,
    lines: (given.lines ?? []).map((line) => ({
      id: nextId(),
      quantity: 1,
      subtotal: '8.00',
      restockType: 'RETURN',
      ...line,
    })),
  };
}

/** Of fulfilled lines, by the ids of FulfillmentLineItems. */
export function aReturn(
  lines: { fulfillmentLineItemId: number; quantity: number }[],
  given: Partial<ReturnRow> = {},
): ReturnRow {
  return {
    id: nextId(),
    name: '#1001-R1',
    status: 'REQUESTED',
    createdAt: '2026-05-08T10:00:00Z',
    closedAt: null,
    requestApprovedAt: null,
    decline: null,
    lines: lines.map((line) => ({
      id: nextId(),
      processedQuantity: 0,
      refundedQuantity: 0,
      returnReason: 'UNWANTED',
      returnReasonNote: '',
      customerNote: null,
      ...line,
    })),
    ...given,
  };
}

export function aVariant(
  given: Partial<VariantRow> & { available?: number; locationId?: number } = {},
): VariantRow {
  const { available, locationId, ...variant } = given;
  return {
    id: nextId(),
    title: 'Blue',
    sku: 'MUG-BLUE',
    barcode: null,
    price: '12.50',
    compareAtPrice: null,
    position: 1,
    inventoryPolicy: 'DENY',
    selectedOptions: [{ name: 'Colour', value: 'Blue' }],
    createdAt: MADE_AT,
    updatedAt: MADE_AT,
    inventoryItem: {
      id: nextId(),
      tracked: true,
      requiresShipping: true,
      updatedAt: MADE_AT,
      levels: [{ id: nextId(), locationId: locationId ?? 1, available: available ?? 5, updatedAt: MADE_AT }],
    },
    ...variant,
  };
}

export function aProduct(given: Partial<ProductRow> = {}): ProductRow {
  return {
    id: nextId(),
    title: 'Enamel mug',
    handle: 'enamel-mug',
    descriptionHtml: '<p>Holds <b>350 ml</b>.</p>',
    productType: 'Kitchen',
    vendor: 'Northwind',
    status: 'ACTIVE',
    tags: [],
    createdAt: MADE_AT,
    updatedAt: MADE_AT,
    publishedAt: MADE_AT,
    onlineStoreUrl: 'https://shop.example/products/enamel-mug',
    variants: [aVariant()],
    ...given,
  };
}

export function aCustomer(given: Partial<CustomerRow> = {}): CustomerRow {
  return {
    id: nextId(),
    firstName: 'Ada',
    lastName: 'Nowak',
    email: 'ada@example.com',
    phone: null,
    note: null,
    locale: 'en',
    state: 'ENABLED',
    tags: [],
    verifiedEmail: true,
    createdAt: MADE_AT,
    updatedAt: MADE_AT,
    addresses: [anAddress()],
    ...given,
  };
}
