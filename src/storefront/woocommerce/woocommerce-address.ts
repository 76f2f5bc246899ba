import { fullName } from '../payload/full-name';
import type { PayloadFields } from '../payload/payload-fields';
import type { AddressBody } from '../records/record-parts';

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

/** Null where nothing is filled in: WooCommerce sends the fields empty. */
export function wooAddress(address: PayloadFields | null): AddressBody | null {
  if (!address) return null;
  const street = [address.lineOrNull('address_1'), address.lineOrNull('address_2')].filter(
    (line) => line !== null,
  );
  const city = address.lineOrNull('city');
  if (street.length === 0 && city === null) return null;
  return {
    name: fullName(address) || null,
    company: address.lineOrNull('company'),
    street,
    city,
    region: address.lineOrNull('state'),
    postcode: address.lineOrNull('postcode'),
    country: countryOf(address.lineOrNull('country')),
    phone: address.lineOrNull('phone'),
  };
}

function countryOf(code: string | null): string | null {
  return code !== null && /^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? code) : code;
}
