import type { Order } from '../../storefront';

/** Nobody has an address there (RFC 2606): the demo shop's customers do. */
export function isInvented({ email }: Order): boolean {
  return email.toLowerCase().endsWith('@example.com');
}

/** The order without what tells whose it is, so that staff may try templates with it. */
export function masked(order: Order): Order {
  return {
    ...order,
    customerId: 'customer',
    email: 'customer@example.com',
    shippingAddress: 'A. Customer, 1 Example Street, Exampletown',
    // A carrier's page shows who gets the parcel.
    trackingNumber: order.trackingNumber && '0123456789',
    trackingUrl: order.trackingUrl && 'https://carrier.example/0123456789',
    refunds: order.refunds.map((refund) => ({ ...refund, reason: refund.reason && 'Example reason' })),
  };
}
