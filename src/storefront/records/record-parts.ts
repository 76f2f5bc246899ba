import { createHash } from 'node:crypto';

/** A part of a record as one event states it. The bodies are plain JSON: they are kept as such. */
export type RecordPart =
  | Part<'order', 'head', OrderBody>
  | Part<'order', `fulfilment:${string}`, FulfilmentBody>
  | Part<'order', `parcel_event:${string}`, ParcelEventBody>
  | Part<'order', `refund:${string}`, RefundBody>
  | Part<'order', `return:${string}`, ReturnBody>
  /** What a customer had done by the bot: laid over what the shop says until it says so itself. */
  | Part<'order', 'chat:cancel', ChatCancelBody>
  | Part<'order', 'chat:address', ChatAddressBody>
  /** Of a return whose end is told without its order or its lines: which order it is of, and how it ended. */
  | Part<'return', 'order', ReturnOrderBody>
  | Part<'return', 'end', ReturnEndBody>
  | Part<'product', 'head', ProductBody>
  | Part<'product', `variant:${string}`, VariantBody>
  /** What a product's own event says of a variant's stock, and what each place says. */
  | Part<'stock', 'product' | `place:${string}`, StockBody>
  /** `mention`: what an order says of its customer, where the customer's own event has not come. */
  | Part<'customer', 'head' | 'mention', CustomerBody>
  /** Whether it is there at all, where a shop can bring back what it deleted. */
  | Part<'order' | 'product', 'existence', ExistenceBody>;

interface Part<Kind extends string, Name extends string, Body> {
  kind: Kind;
  /** The source's id of the record. */
  id: string;
  part: Name;
  /** Of two, the higher is the later, whichever comes first. */
  version: string;
  changedAt: Date;
  body: Body;
}

export type RecordKind = RecordPart['kind'];

/** What an event comes to. */
export type RecordChange =
  | { type: 'merge'; part: RecordPart }
  /** For good. */
  | { type: 'erase'; kind: 'order' | 'product' | 'customer'; id: string }
  /** For good, with all orders of this customer that are known, and those listed. */
  | { type: 'redact_customer'; id: string; orderIds: string[] }
  /** All that the source said up to this time, for good. */
  | { type: 'redact_shop'; upTo: Date };

export interface AddressBody {
  name: string | null;
  company: string | null;
  street: string[];
  city: string | null;
  region: string | null;
  postcode: string | null;
  country: string | null;
  phone: string | null;
}

export interface OrderBody {
  number: string;
  customerId: string | null;
  email: string | null;
  placedAt: string;
  updatedAt: string;
  cancelledAt: string | null;
  /** Cancelled, on a day that may be unknown. */
  isCancelled: boolean;
  financialState: string | null;
  fulfilmentState: string | null;
  /** The head's own word on how far it is, for shops that have no fulfilments or do not send them. */
  progress: {
    isShipped: boolean;
    isDelivered: boolean;
    shippedAt: string | null;
    deliveredAt: string | null;
  };
  expectedAt: string | null;
  /** All of it was paid back, though the refunds may not be known. */
  isRefunded: boolean;
  currency: string;
  totalMinor: number;
  shipTo: AddressBody | null;
  billTo: AddressBody | null;
  lines: LineBody[];
  /** Null: all that are known; else those that were not taken back. */
  refundIds: string[] | null;
  /** Of shops that tell of these inside the order only. */
  fulfilments: (FulfilmentBody & { id: string })[];
}

export interface LineBody {
  id: string;
  sku: string | null;
  name: string;
  quantity: number;
  unitPriceMinor: number;
  isFinalSale: boolean;
}

export interface LineCount {
  lineId: string;
  quantity: number;
}

export type FulfilmentState = 'preparing' | 'shipped' | 'delivered' | 'failed' | 'cancelled';

export interface FulfilmentBody {
  state: FulfilmentState;
  carrier: string | null;
  trackings: { number: string | null; url: string | null }[];
  lines: LineCount[] | null;
  shippedAt: string | null;
  expectedAt: string | null;
  deliveredAt: string | null;
  updatedAt: string | null;
}

/** What a carrier says happened to a fulfilment. */
export interface ParcelEventBody {
  fulfilmentId: string;
  isDelivered: boolean;
  at: string;
  expectedAt: string | null;
}

export interface RefundBody {
  amountMinor: number;
  reason: string | null;
  lines: LineCount[] | null;
  createdAt: string;
}

export interface ReturnBody {
  number: string;
  kind: 'return' | 'exchange';
  state: 'registered' | 'received' | 'refunded' | 'refused' | 'cancelled';
  lines: (LineCount & { reason: string | null })[];
  createdAt: string;
  updatedAt: string | null;
  /** What the shop has decided on it; null while it has not. Parts that were kept before there was any have none. */
  decision?: 'ok' | 'refused' | null;
}

export interface ChatCancelBody {
  at: string;
  /** When the shop's system took it over; null while it may not know. */
  acceptedAt: string | null;
}

export interface ChatAddressBody extends ChatCancelBody {
  /** In the customer's words. */
  address: string;
  /** Where the shop's system sent it until then. */
  shopAddress: string;
}

export interface ReturnOrderBody {
  orderId: string;
}

export interface ReturnEndBody {
  state: Extract<ReturnBody['state'], 'received' | 'refused' | 'cancelled'>;
  /** What it says to a customer who asked for the return. */
  decision: 'ok' | 'refused';
}

export interface ProductBody {
  name: string;
  description: string;
  vendor: string | null;
  status: 'active' | 'draft' | 'archived';
  currency: string | null;
  attributes: Record<string, string>;
  /** In the source's words. */
  categories: string[];
  variants: (VariantBody & { id: string })[];
  /** Of those that come by events of their own, which there still are; null: all. */
  variantIds: string[] | null;
  updatedAt: string;
}

export interface VariantBody {
  title: string;
  sku: string | null;
  barcode: string | null;
  /** As a decimal: a product's event may not say in which currency. */
  price: string;
  /** Where it is not counted by an inventory item. */
  stock: number | null;
  inventoryItemId: string | null;
  options: Record<string, string>;
  position: number;
}

/** `null`: the shop does not count. */
export interface StockBody {
  quantity: number | null;
}

export interface CustomerBody {
  email: string | null;
  name: string;
  phone: string | null;
  locale: string | null;
  updatedAt: string | null;
}

export interface ExistenceBody {
  isThere: boolean;
}

/** One of the records that events are about. */
export interface RecordName {
  kind: RecordKind | 'shop';
  id: string;
}

/**
 * A version that sorts as a text. Times of shops have seconds only, so whatever tells the later of two apart follows;
 * the body's hash is last, so that also of two that nothing tells apart the same one wins everywhere.
 */
export function versionOf(body: object, ...parts: readonly (Date | number | null)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
  return [...parts.map(sortable), hash].join('|');
}

function sortable(part: Date | number | null): string {
  if (part === null) return '';
  // Numbers here are ranks and amounts, never negative.
  return part instanceof Date ? part.toISOString() : String(part).padStart(16, '0');
}
