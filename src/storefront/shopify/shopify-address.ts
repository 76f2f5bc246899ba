import type { PayloadFields } from '../payload/payload-fields';
import type { AddressBody } from '../records/record-parts';

export function shopifyAddress(address: PayloadFields | null): AddressBody | null {
  if (!address) return null;
  const parts = [address.lineOrNull('first_name'), address.lineOrNull('last_name')].filter(
    (part) => part !== null,
  );
  return {
    name: address.lineOrNull('name') ?? (parts.join(' ') || null),
    company: address.lineOrNull('company'),
    street: [address.lineOrNull('address1'), address.lineOrNull('address2')].filter((line) => line !== null),
    city: address.lineOrNull('city'),
    region: address.lineOrNull('province'),
    postcode: address.lineOrNull('zip'),
    country: address.lineOrNull('country'),
    phone: address.lineOrNull('phone'),
  };
}
