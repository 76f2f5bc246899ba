import type { ShopEvent } from '../events-in/event-applier.port';
import { fullName } from '../payload/full-name';
import { PayloadFields } from '../payload/payload-fields';
import { versionOf, type RecordChange } from '../records/record-parts';

export function wooCustomer({ payload, triggeredAt }: ShopEvent): RecordChange[] {
  const customer = PayloadFields.of(payload);
  const id = customer.id('id');
  // Null until the customer is changed for the first time.
  const changedAt = customer.utcOrNull('date_modified_gmt') ?? customer.utc('date_created_gmt');
  const body = {
    email: customer.emailOrNull('email'),
    name: fullName(customer),
    phone: customer.withinOrNull('billing')?.lineOrNull('phone') ?? null,
    locale: null,
    updatedAt: changedAt.toISOString(),
  };
  const version = versionOf(body, changedAt, triggeredAt);
  return [{ type: 'merge', part: { kind: 'customer', id, part: 'head', version, changedAt, body } }];
}
