import type { ActionType, Outcome } from '../common';

/** Money in minor units (cents). */
export interface Money {
  amountMinor: number;
  currency: string;
}

export type OrderStatus =
  'processing' | 'shipped' | 'delivered' | 'cancelled' | 'returned' | 'partly_refunded';

/** An order as the shop's records have it. Dates are ISO 8601 strings; absent facts are null. */
export interface Order {
  id: string;
  number: string;
  status: OrderStatus;
  customerId: string;
  email: string;
  placedAt: string;
  shippedAt: string | null;
  /** The promised delivery day. */
  expectedAt: string | null;
  deliveredAt: string | null;
  cancelledAt: string | null;
  /** True when the promised day has passed and it is not delivered. */
  isLate: boolean;
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
  shippingAddress: string;
  total: Money;
  lines: OrderLine[];
  refunds: Refund[];
  returns: ReturnRecord[];
}

/** What it takes to tell whose an order is, and no more. */
export type OrderHead = Pick<Order, 'id' | 'customerId' | 'email'>;

export interface OrderLine {
  id: string;
  sku: string;
  name: string;
  quantity: number;
  unitPrice: Money;
  /** Cannot be returned (hygiene, personalised, final sale). */
  isFinalSale: boolean;
  /** Whether all of it has arrived, by its own parcels; null where they are not known. */
  isThere: boolean | null;
  /** When that was. */
  deliveredAt: string | null;
}

export interface Refund {
  amount: Money;
  createdAt: string;
  reason: string | null;
}

export interface ReturnRecord {
  number: string;
  kind: 'return' | 'exchange';
  state: 'registered' | 'received' | 'refunded' | 'refused';
  orderLineId: string;
  itemName: string;
  createdAt: string;
}

export interface Product {
  id: string;
  sku: string;
  name: string;
  description: string;
  price: Money;
  /** Units on hand; null when the shop does not count. */
  stock: number | null;
  restockAt: string | null;
  /** Facts such as material, size, care: what is not here, nobody claims. */
  attributes: Record<string, string>;
}

/** What a text that may mean a product follows on. */
export interface ProductTalk {
  /** The product that was talked about before. */
  talkedAboutSku?: string | undefined;
  /** Which product it is was just asked. */
  isAsked?: boolean;
}

/** Facts about the shop itself, for replies that need no record. */
export interface ShopFacts {
  name: string;
  supportEmail: string;
  openingHours: string;
  address: string;
  deliveryTime: string;
  shippingMethods: { name: string; price: Money; time: string }[];
  shippingCountries: string[];
  paymentMethods: string[];
  returnWindowDays: number;
  returnPostage: string;
  /** What is different for some items, in the shop's words. */
  returnExceptions: string[];
  refundTime: string;
  warranty: string;
  promotions: { name: string; description: string; endsAt: string | null }[];
  supportHours: string;
}

/** A signed-in customer (from a verified token) or one who proved an order by its e-mail. */
export interface CustomerIdentity {
  customerId: string;
  email: string;
}

/** What an action works on; the dialog has filled what the template needs. */
export interface ActionRequest {
  type: ActionType;
  conversationId: string;
  /** Same key, same effect once: the conversation and the turn that confirmed it. */
  idempotencyKey: string;
  order?: Order;
  orderLine?: OrderLine;
  reason?: string;
  newAddress?: string;
  wantedItem?: string;
  /** What the ticket is about: the template that opened it. */
  subject: string;
  /** The customer's own words, for the people who work on it. */
  message: string;
  urgent: boolean;
}

/** An action as it was asked for; its order and line are to be read anew. */
export interface PerformedAction extends Pick<
  ActionRequest,
  'conversationId' | 'subject' | 'message' | 'reason' | 'newAddress' | 'wantedItem'
> {
  orderId?: string;
  orderLineId?: string;
}

/** What happened. `facts` go to the template (`return.number`, `ticket.number`, `deadline` …). */
export interface ActionResult {
  outcome: Outcome;
  facts: ActionFacts;
}

export interface ActionFacts {
  return?: { number: string; kind: 'return' | 'exchange'; labelUrl: string | null; postage: string };
  returnTerms?: ReturnTerms;
  ticket?: { number: string };
  /** What the shop has yet to decide on. */
  request?: RequestFacts;
  /** Why the shop refused, in its own words. */
  shopReason?: string;
  /** Why it is not allowed, as a stable word templates can branch on. */
  refusal?:
    | 'not_delivered'
    | 'window_passed'
    | 'final_sale'
    | 'not_returnable'
    | 'no_exchange'
    | 'already_shipped'
    | 'cancelled'
    | 'delivered';
}

/** What the shop's policy says of one item that is to come back. */
export interface ReturnTerms {
  windowDays: number;
  /** When the window closes; null where nobody knows when it was delivered. */
  endsAt: string | null;
  /** Null where the shop has said it in words alone. */
  paidBy: 'shop' | 'customer' | null;
  /** Who pays for sending back, in the shop's words. */
  postage: string;
}

export interface RequestFacts {
  number: string;
  requestedAt: string;
}
