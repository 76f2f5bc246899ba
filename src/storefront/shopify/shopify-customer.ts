import type { ShopEvent } from '../events-in/event-applier.port';
import { fullName } from '../payload/full-name';
import { PayloadFields } from '../payload/payload-fields';
import { happenedAt } from '../records/event-mapping';
import { versionOf, type CustomerBody, type RecordChange } from '../records/record-parts';

export function shopifyCustomer({ payload, triggeredAt }: ShopEvent): RecordChange[] {
  const customer = PayloadFields.of(payload);
  const changedAt = customer.instant('updated_at');
  const body = customerBody(customer);
  const version = versionOf(body, changedAt, triggeredAt);
  return [
    {
      type: 'merge',
      part: { kind: 'customer', id: customer.id('id'), part: 'head', version, changedAt, body },
    },
  ];
}

export function customerBody(customer: PayloadFields): CustomerBody {
  return {
    email: customer.emailOrNull('email'),
    name: fullName(customer),
    phone: customer.lineOrNull('phone'),
    locale: customer.lineOrNull('locale'),
    updatedAt: customer.instantOrNull('updated_at')?.toISOString() ?? null,
  };
}

/** Sent when a customer asks the shop to forget them. */
export function shopifyCustomerRedacted({ payload }: ShopEvent): RecordChange[] {
  const request = PayloadFields.of(payload);
  const id = request.within('customer').id('id');
  return [{ type: 'redact_customer', id, orderIds: request.ids('orders_to_redact') }];
}

/** Sent 48 hours after a shop left. One that comes back is told of anew. */
export function shopifyShopRedacted(event: ShopEvent): RecordChange[] {
  return [{ type: 'redact_shop', upTo: happenedAt(event) }];
}
