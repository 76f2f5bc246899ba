import type { ShopEvent } from '../events-in/event-applier.port';
import { versionOf, type CustomerBody, type RecordChange } from '../records/record-parts';
import { readData } from './read-data';
import { CustomerDto, type OrderCustomerDto } from './standard.dto';

export function standardCustomer(event: ShopEvent): RecordChange[] {
  const customer = readData(event, CustomerDto);
  const changedAt = new Date(customer.updatedAt);
  const body = customerBody(customer, changedAt);
  const version = versionOf(body, changedAt, event.triggeredAt);
  return [
    { type: 'merge', part: { kind: 'customer', id: customer.id, part: 'head', version, changedAt, body } },
  ];
}

export function customerBody(customer: Omit<OrderCustomerDto, 'id'>, updatedAt: Date | null): CustomerBody {
  return {
    email: customer.email ?? null,
    name: customer.name ?? '',
    phone: customer.phone ?? null,
    locale: customer.locale ?? null,
    updatedAt: updatedAt?.toISOString() ?? null,
  };
}
