import type { ShopEvent } from '../events-in/event-applier.port';
import { PayloadFields } from '../payload/payload-fields';
import { versionOf, type RecordChange } from '../records/record-parts';

/** What lies at one place; `available` is null where nobody counts there. */
export function shopifyInventoryLevel({ payload, triggeredAt }: ShopEvent): RecordChange[] {
  const level = PayloadFields.of(payload);
  const changedAt = level.instant('updated_at');
  const body = { quantity: level.countOrNull('available') };
  const version = versionOf(body, changedAt, triggeredAt);
  const part = `place:${level.id('location_id')}` as const;
  return [
    {
      type: 'merge',
      part: { kind: 'stock', id: level.id('inventory_item_id'), part, version, changedAt, body },
    },
  ];
}
