import type { AddressBody } from './record-parts';

/** An address in one line, as customers read it: `Ana Costa, Rua das Flores 14, 1200-195 Lisbon, Portugal`. */
export function addressText(address: AddressBody | null): string {
  if (!address) return '';
  const { name, company, street, city, region, postcode, country } = address;
  const town = [postcode, city].filter(Boolean).join(' ');
  const parts = [name, company, ...street, town, region === city ? null : region, country];
  return parts.filter(Boolean).join(', ');
}
