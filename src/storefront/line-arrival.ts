import type { schema } from '../storage';
import type { OrderLine } from './storefront.types';

type Fulfilment = Pick<typeof schema.fulfilments.$inferSelect, 'state' | 'lines' | 'deliveredAt'>;

/** Whether, and when, all of a line has arrived: by the parcels that it is in, not by the order's other parcels. */
export function arrivalOf(
  line: { id: string; quantity: number },
  fulfilments: readonly Fulfilment[],
): Pick<OrderLine, 'isThere' | 'deliveredAt'> {
  const sent = fulfilments.filter(({ state }) => state === 'shipped' || state === 'delivered');
  const counted = sent.map(({ lines, ...parcel }) => ({ ...parcel, quantity: quantityIn(lines, line.id) }));
  const arrived = counted.filter(({ state, quantity }) => state === 'delivered' && (quantity ?? 0) > 0);
  const isThere = arrived.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0) >= line.quantity;
  if (isThere) {
    const times = arrived.map(({ deliveredAt }) => deliveredAt?.getTime() ?? NaN);
    const last = Math.max(...times);
    return { isThere, deliveredAt: Number.isNaN(last) ? null : new Date(last).toISOString() };
  }
  // Nothing is known of it where any parcel keeps to itself what is in it.
  const isKnown = counted.length > 0 && counted.every(({ quantity }) => quantity !== null);
  return { isThere: isKnown ? false : null, deliveredAt: null };
}

function quantityIn(lines: unknown, lineId: string): number | null {
  if (lines === null) return null;
  return (lines as { lineId: string; quantity: number }[])
    .filter((one) => one.lineId === lineId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}
