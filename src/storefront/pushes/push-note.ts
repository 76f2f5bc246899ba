import { createHash } from 'node:crypto';
import type { ShopPush } from './shop-system';

const LONGEST_LINE = 500;

/** A short name of a push, by which it is found again where it was told: `SD-3f2a…`. */
export function referenceOf({ key }: ShopPush): string {
  return `SD-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}

/** What the shop's staff read of a push, where its system has no better place for it. */
export function noteOf(push: ShopPush): string {
  const { kind, line, reason, wantedItem, returnNumber, newAddress } = push;
  const title = {
    cancel_order: 'The customer asks to cancel this order.',
    change_address: 'The customer asks to send this order to another address:',
    create_return: 'The customer asks to send something back.',
    create_exchange: 'The customer asks for an exchange.',
  }[kind];
  const facts = [
    title,
    ...(newAddress ?? '').split(/\r?\n/),
    line && `Item: ${line.quantity} × ${line.name}${line.sku === '' ? '' : ` (${line.sku})`}`,
    wantedItem && `Wanted instead: ${wantedItem}`,
    reason && `Reason: ${reason}`,
    returnNumber && `Return number: ${returnNumber}`,
    `Reference: ${referenceOf(push)}`,
  ];
  return facts
    .filter((fact): fact is string => Boolean(fact))
    .map((fact) => fact.slice(0, LONGEST_LINE))
    .join('\n');
}
