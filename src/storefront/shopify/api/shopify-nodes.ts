/** What `shopify-queries.ts` asks for, as Shopify answers it. */
export interface Connection<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

interface Money {
  shopMoney: { amount: string; currencyCode: string };
}

export interface CustomerNode {
  id: string;
  firstName: string | null;
  lastName: string | null;
  updatedAt: string;
  defaultEmailAddress: { emailAddress: string } | null;
  defaultPhoneNumber: { phoneNumber: string } | null;
}

export interface AddressNode {
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  province: string | null;
  zip: string | null;
  country: string | null;
  phone: string | null;
}

export interface LineNode {
  id: string;
  sku: string | null;
  name: string;
  title: string;
  quantity: number;
  currentQuantity: number;
  originalUnitPriceSet: Money;
}

export interface OrderNode {
  id: string;
  name: string;
  email: string | null;
  processedAt: string;
  createdAt: string;
  updatedAt: string;
  cancelledAt: string | null;
  currencyCode: string;
  displayFinancialStatus: string | null;
  displayFulfillmentStatus: string;
  totalPriceSet: Money;
  customer: CustomerNode | null;
  shippingAddress: AddressNode | null;
  billingAddress: AddressNode | null;
  lineItems: Connection<LineNode>;
  fulfillments: { id: string }[];
  refunds: { id: string }[];
  returns: { nodes: { id: string }[] };
}

interface LineCountNode {
  quantity: number | null;
  lineItem: { id: string };
}

export interface FulfilmentNode {
  id: string;
  status: string;
  displayStatus: string | null;
  createdAt: string;
  updatedAt: string;
  trackingInfo: { company: string | null; number: string | null; url: string | null }[];
  fulfillmentLineItems: Connection<LineCountNode>;
  events: Connection<{
    id: string;
    status: string;
    happenedAt: string;
    estimatedDeliveryAt: string | null;
  }>;
}

export interface RefundNode {
  id: string;
  createdAt: string | null;
  note: string | null;
  totalRefundedSet: Money;
  refundLineItems: Connection<LineCountNode>;
}

export interface ReturnNode {
  id: string;
  name: string;
  status: string;
  createdAt: string;
  returnLineItems: Connection<{
    quantity: number;
    returnReason: string;
    returnReasonNote: string;
    customerNote: string | null;
    /** Of items that were part of the order. */
    fulfillmentLineItem?: { lineItem: { id: string } };
  }>;
}

export interface OrderHistory {
  fulfillments: FulfilmentNode[];
  refunds: RefundNode[];
  returns: Connection<ReturnNode>;
}

export interface ProductNode {
  id: string;
  title: string;
  descriptionHtml: string;
  vendor: string;
  productType: string;
  status: string;
  updatedAt: string;
  options: { name: string; values: string[] }[];
  variants: Connection<{
    id: string;
    title: string;
    sku: string | null;
    barcode: string | null;
    price: string;
    position: number;
    inventoryQuantity: number | null;
    selectedOptions: { name: string; value: string }[];
    inventoryItem: { id: string; tracked: boolean };
  }>;
}
