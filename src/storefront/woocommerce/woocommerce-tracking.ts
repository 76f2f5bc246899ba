import { PayloadFields } from '../payload/payload-fields';
import type { FulfilmentBody } from '../records/record-parts';

/** Both usual plugins, Shipment Tracking and Advanced Shipment Tracking, keep a list under this key. */
const TRACKING_KEY = '_wc_shipment_tracking_items';

/** The parcels of an order; WooCommerce itself knows none. */
export function wooFulfilments(order: PayloadFields): (FulfilmentBody & { id: string })[] {
  const found = order
    .list('meta_data')
    .find((meta) => meta.raw('key') === TRACKING_KEY && Array.isArray(meta.raw('value')));
  return found ? found.list('value').map((item, index) => fulfilmentOf(item, index)) : [];
}

function fulfilmentOf(item: PayloadFields, index: number): FulfilmentBody & { id: string } {
  return {
    // Ids here may repeat, and one that is missing must not cost the order.
    id: `${index + 1}:${item.lineOrNull('tracking_id', 100) ?? ''}`,
    state: 'shipped',
    carrier:
      item.lineOrNull('formatted_tracking_provider') ??
      item.lineOrNull('custom_tracking_provider') ??
      item.lineOrNull('tracking_provider'),
    trackings: [
      {
        number: item.lineOrNull('tracking_number'),
        url: item.urlOrNull('custom_tracking_link') ?? item.urlOrNull('formatted_tracking_link'),
      },
    ],
    lines: null,
    shippedAt: shippedAt(item.raw('date_shipped')),
    expectedAt: null,
    deliveredAt: null,
    updatedAt: null,
  };
}

/** Seconds since 1970, as a text or a number; other plugins write what they like there. */
function shippedAt(value: unknown): string | null {
  const seconds = Number(value);
  const isTime = /^\d{9,10}$/.test(String(value)) && seconds > 0;
  return isTime ? new Date(seconds * 1000).toISOString() : null;
}
