import type { ShopEvent } from '../events-in/event-applier.port';
import { versionOf, type AddressBody, type OrderBody, type RecordChange } from '../records/record-parts';
import { readData } from './read-data';
import { customerBody } from './standard-customer';
import { minorOf, timeOf } from './standard-values';
import { OrderDto, type AddressDto } from './standard.dto';

export function standardOrder(event: ShopEvent): RecordChange[] {
  const order = readData(event, OrderDto);
  const changedAt = new Date(order.updatedAt);
  const body = orderBody(order);
  const version = versionOf(body, changedAt, event.triggeredAt, body.isCancelled ? 1 : 0);
  return [
    { type: 'merge', part: { kind: 'order', id: order.id, part: 'head', version, changedAt, body } },
    ...mention(order, changedAt),
  ];
}

function orderBody(order: OrderDto): OrderBody {
  const cancelledAt = timeOf(order.cancelledAt);
  return {
    number: order.number.replace(/^#\s*/, '') || order.number,
    customerId: order.customer.id ?? null,
    email: order.customer.email ?? null,
    placedAt: new Date(order.placedAt).toISOString(),
    updatedAt: new Date(order.updatedAt).toISOString(),
    cancelledAt,
    isCancelled: cancelledAt !== null,
    financialState: order.paymentStatus ?? null,
    fulfilmentState: null,
    progress: { isShipped: false, isDelivered: false, shippedAt: null, deliveredAt: null },
    expectedAt: timeOf(order.expectedAt),
    isRefunded: false,
    currency: order.currency,
    totalMinor: minorOf(order.total, order.currency, 'data.total'),
    shipTo: addressBody(order.shippingAddress),
    billTo: addressBody(order.billingAddress),
    lines: order.lines.map((line, index) => ({
      id: line.id,
      sku: line.sku ?? null,
      name: line.name,
      quantity: line.quantity,
      unitPriceMinor: minorOf(line.unitPrice, order.currency, `data.lines[${index}].unitPrice`),
      isFinalSale: line.isFinalSale ?? false,
    })),
    refundIds: null,
    fulfilments: [],
  };
}

function mention({ customer }: OrderDto, changedAt: Date): RecordChange[] {
  const { id } = customer;
  if (!id) return [];
  const body = customerBody(customer, null);
  const version = versionOf(body, changedAt);
  return [{ type: 'merge', part: { kind: 'customer', id, part: 'mention', version, changedAt, body } }];
}

function addressBody(address: AddressDto | null | undefined): AddressBody | null {
  if (!address) return null;
  return {
    name: address.name ?? null,
    company: address.company ?? null,
    street: [address.street, address.street2].filter((line) => typeof line === 'string'),
    city: address.city ?? null,
    region: address.region ?? null,
    postcode: address.postcode ?? null,
    country: address.country ?? null,
    phone: address.phone ?? null,
  };
}
