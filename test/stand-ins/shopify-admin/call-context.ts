import { GraphQLError } from 'graphql';
import type { Shop } from './shop';
import type { SearchWarning } from './search/search';

export interface SearchNote {
  path: (string | number)[];
  query: string;
  warnings: SearchWarning[];
}

/** What one call may see and leaves behind. */
export interface CallContext {
  shop: Shop;
  now: number;
  scopes: ReadonlySet<string>;
  /** Told under `extensions.search`. */
  searchNotes: SearchNote[];
  jobDelayMs: number;
}

/** https://shopify.dev/docs/api/usage/access-scopes */
export function requireScope(context: CallContext, scope: string, field: string): void {
  if (context.scopes.has(scope)) return;
  throw new GraphQLError(`Access denied for ${field} field. Required access: \`${scope}\` access scope.`, {
    extensions: {
      code: 'ACCESS_DENIED',
      documentation: 'https://shopify.dev/api/usage/access-scopes',
      requiredAccess: `\`${scope}\` access scope.`,
    },
  });
}

const SIXTY_DAYS_MS = 60 * 24 * 60 * 60 * 1000;

/** "Only the last 60 days' worth of orders … are accessible by default": read_all_orders opens the others. */
export function isOrderVisible(context: CallContext, order: { createdAt: string }): boolean {
  return context.scopes.has('read_all_orders') || Date.parse(order.createdAt) >= context.now - SIXTY_DAYS_MS;
}
