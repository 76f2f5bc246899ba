import { createAdminApiClient } from '@shopify/admin-api-client';
import { setTimeout as delay } from 'node:timers/promises';
import { patiently, retryAfterMs, type FailedAttempt } from '../../shop-api/patient-call';
import { ShopApiError } from '../../shop-api/shop-api.errors';

/** Served until July 2027; docs/import.md says what to try when it is raised. */
export const SHOPIFY_API_VERSION = '2026-07';
const LIMIT_MS = 30_000;
/** Faults of GraphQL that pass; they come with status 200. */
const PASSING = new Set(['THROTTLED', 'INTERNAL_SERVER_ERROR', 'TIMEOUT']);

export interface ShopifyAccess {
  /** `name.myshopify.com`; in tests the address of a stand-in on this machine. */
  shop: string;
  accessToken: string;
}

interface Throttle {
  available: number;
  maximum: number;
  restoreRate: number;
  at: number;
}

interface GraphqlFault {
  message?: string;
  extensions?: { code?: string };
}

class Failed extends Error {
  constructor(readonly failure: FailedAttempt) {
    super('failed');
  }
}

/** Shopify's Admin API. It waits until a call fits into what the shop's plan allows, rather than being refused. */
export class ShopifyClient {
  private readonly client: ReturnType<typeof createAdminApiClient>;
  private readonly costs = new Map<string, number>();
  private throttle?: Throttle;

  constructor({ shop, accessToken }: ShopifyAccess) {
    const isLocal = shop.startsWith('http://');
    this.client = createAdminApiClient({
      storeDomain: shop,
      apiVersion: SHOPIFY_API_VERSION,
      accessToken,
      // It knows HTTPS only; configuration lets plain HTTP through for this machine alone.
      customFetchApi: (url, init) =>
        fetch(isLocal ? url.replace(/^https:/, 'http:') : url, {
          ...init,
          redirect: 'error',
          signal: AbortSignal.timeout(LIMIT_MS),
        }),
    });
  }

  /**
   * @throws ShopApiError for whatever Shopify refuses, or still does not do after some attempts
   */
  async ask<Data>(
    operation: string,
    variables: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<Data> {
    return patiently(
      async () => {
        await this.waitForRoom(operation, signal);
        return this.attempt<Data>(operation, variables);
      },
      failureOf,
      signal,
    );
  }

  /**
   * Of a mutation: sent again only where Shopify says that it did not do it. After a lost answer whoever calls looks
   * first what was done.
   * @throws ShopApiError
   */
  async tell<Data>(operation: string, variables: Record<string, unknown>): Promise<Data> {
    return patiently(
      async () => {
        await this.waitForRoom(operation);
        return this.attempt<Data>(operation, variables);
      },
      (error) => {
        const failure = failureOf(error);
        const isUndone = failure.error.status === 429 || failure.error.detail === 'THROTTLED';
        if (failure.error.mayPass && !isUndone) throw failure.error;
        return failure;
      },
    );
  }

  private async attempt<Data>(operation: string, variables: Record<string, unknown>): Promise<Data> {
    const { data, errors, extensions } = await this.client.request<Data>(operation, { variables });
    const needed = this.noteCost(operation, extensions);
    if (errors) {
      const faults = (errors.graphQLErrors ?? []) as GraphqlFault[];
      throw new Failed(this.failureIn(errors.networkStatusCode ?? null, faults, errors.response, needed));
    }
    if (data === undefined || data === null) {
      throw new ShopApiError('SHOP_API_BUSY', 'Shopify', 200, 'NO_DATA');
    }
    return data;
  }

  private failureIn(
    status: number | null,
    faults: readonly GraphqlFault[],
    response: Response | undefined,
    needed: number,
  ): FailedAttempt {
    const codes = faults.map(({ extensions }) => extensions?.code ?? 'GRAPHQL_FAULT');
    if (codes.length > 0) {
      const passes = codes.every((code) => PASSING.has(code));
      const error = new ShopApiError(
        passes ? 'SHOP_API_BUSY' : 'SHOP_API_REFUSED',
        'Shopify',
        status,
        [...new Set(codes)].join(','),
      );
      return { error, pauseMs: codes.includes('THROTTLED') ? this.pauseFor(needed) : null };
    }
    if (status === null || status === 200) {
      return { error: new ShopApiError('SHOP_API_UNREACHABLE', 'Shopify', status, null), pauseMs: null };
    }
    const isBusy = status === 429 || status >= 500;
    return {
      error: new ShopApiError(isBusy ? 'SHOP_API_BUSY' : 'SHOP_API_REFUSED', 'Shopify', status, null),
      pauseMs: retryAfterMs(response?.headers.get('retry-after')),
    };
  }

  private noteCost(operation: string, extensions: Record<string, unknown> | undefined): number {
    const cost = extensions?.cost as
      | {
          requestedQueryCost?: number;
          throttleStatus?: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
        }
      | undefined;
    if (cost?.requestedQueryCost) this.costs.set(operation, cost.requestedQueryCost);
    const status = cost?.throttleStatus;
    if (status) {
      this.throttle = {
        available: status.currentlyAvailable,
        maximum: status.maximumAvailable,
        restoreRate: status.restoreRate,
        at: Date.now(),
      };
    }
    return this.costs.get(operation) ?? 0;
  }

  private async waitForRoom(operation: string, signal?: AbortSignal): Promise<void> {
    const pauseMs = this.pauseFor(this.costs.get(operation) ?? 0);
    if (pauseMs > 0) await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }

  /** Until so many points are there again, as far as the last answer tells. */
  private pauseFor(points: number): number {
    if (!this.throttle) return 0;
    const { available, maximum, restoreRate, at } = this.throttle;
    const now = Math.min(maximum, available + ((Date.now() - at) / 1000) * restoreRate);
    return restoreRate > 0 ? Math.max(0, ((Math.min(points, maximum) - now) / restoreRate) * 1000) : 0;
  }
}

function failureOf(error: unknown): FailedAttempt {
  if (error instanceof Failed) return error.failure;
  if (error instanceof ShopApiError) return { error, pauseMs: null };
  return {
    error: new ShopApiError('SHOP_API_UNREACHABLE', 'Shopify', null, null, { cause: error }),
    pauseMs: null,
  };
}
