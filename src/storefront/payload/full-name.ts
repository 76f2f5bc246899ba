import type { PayloadFields } from './payload-fields';

/** As Shopify and WooCommerce both keep it; empty where there is none. */
export function fullName(fields: PayloadFields): string {
  return [fields.lineOrNull('first_name'), fields.lineOrNull('last_name')]
    .filter((name) => name !== null)
    .join(' ');
}
