import type { ShopEvent } from '../events-in/event-applier.port';
import { PayloadFields } from '../payload/payload-fields';
import type { RecordChange } from './record-parts';

/** What each topic of a source comes to; none: the topic is not known. A topic may come to nothing. */
export type EventMapping = ReadonlyMap<string, (event: ShopEvent) => RecordChange[]>;

/** When it happened, as well as anybody can tell. */
export function happenedAt({ triggeredAt, receivedAt }: ShopEvent): Date {
  return triggeredAt ?? receivedAt;
}

/** Of an event that says no more than which record is gone: `{ "id": 1 }`. */
export function erasing(kind: 'order' | 'product' | 'customer'): (event: ShopEvent) => RecordChange[] {
  return ({ payload }) => [{ type: 'erase', kind, id: PayloadFields.of(payload).id('id') }];
}
