import { fullName } from '../payload/full-name';
import type { PayloadFields } from '../payload/payload-fields';
import type { AddressBody } from '../records/record-parts';

export function shopifyAddress(address: PayloadFields | null): AddressBody | null {
  if (!address) return null;
  return {
    name: address.lineOrNull('name') ?? (fullName(address) || null),
    company: address.lineOrNull('company'),
    street: [address.lineOrNull('address1'), address.lineOrNull('address2')].filter((line) => line !== null),
    city: address.lineOrNull('city'),
    region: address.lineOrNull('province'),
    postcode: address.lineOrNull('zip'),
    country: address.lineOrNull('country'),
    phone: address.lineOrNull('phone'),
  };
}
