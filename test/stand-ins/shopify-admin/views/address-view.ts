import { gid } from '../gid';
import type { AddressRow } from '../rows';
import type { View } from './view';

export function addressView(address: AddressRow | null): View | null {
  if (!address) return null;
  const { firstName, lastName, address1, address2, city, zip, province, country } = address;
  const name = [firstName, lastName].filter(Boolean).join(' ');
  return {
    ...address,
    __typename: 'MailingAddress',
    id: `${gid('MailingAddress', address.id)}?model_name=Address`,
    name: name || null,
    formatted: () =>
      [address1, address2, [city, province, zip].filter(Boolean).join(' '), country].filter(Boolean),
  };
}
