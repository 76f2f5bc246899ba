import { addressText } from './address-text';
import type { ChatAddressBody, ChatCancelBody, OrderBody } from './record-parts';

/** What customers had done to an order by the bot. */
export interface ChatChanges {
  cancel: ChatCancelBody | undefined;
  address: ChatAddressBody | undefined;
}

/** The order with what was done in chat laid over it: the shop's system may not know of it yet. */
export function withChatChanges(
  head: OrderBody,
  isSent: boolean,
  { cancel, address }: ChatChanges,
): { head: OrderBody; shippingAddress: string } {
  const isCancelled = cancel !== undefined && isCancelledStill(head, isSent, cancel);
  const isMoved = address !== undefined && isMovedStill(head, address);
  return {
    head: {
      ...head,
      ...(isCancelled && { isCancelled: true, cancelledAt: cancel.at }),
      // Of an address in the customer's words nobody knows which is the street.
      ...(isMoved && { shipTo: null }),
      updatedAt: latest(head.updatedAt, isCancelled && cancel.at, isMoved && address.at),
    },
    shippingAddress: isMoved ? address.address : addressText(head.shipTo),
  };
}

/** What was sent in spite of it is sent. */
function isCancelledStill(head: OrderBody, isSent: boolean, { acceptedAt }: ChatCancelBody): boolean {
  return !head.isCancelled && !isSent && !head.progress.isShipped && isOlder(head, acceptedAt);
}

/** An address that the shop has changed since is its own word. */
function isMovedStill(head: OrderBody, { acceptedAt, shopAddress }: ChatAddressBody): boolean {
  return addressText(head.shipTo) === shopAddress && isOlder(head, acceptedAt);
}

/** The shop's system took it over then: whatever it has said of the order since, it said knowing it. */
function isOlder({ updatedAt }: OrderBody, acceptedAt: string | null): boolean {
  return acceptedAt === null || updatedAt <= acceptedAt;
}

/** All are times in UTC of one form. */
function latest(first: string, ...others: (string | false)[]): string {
  return others.reduce<string>((last, one) => (one !== false && one > last ? one : last), first);
}
