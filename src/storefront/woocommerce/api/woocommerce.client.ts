import { patiently, retryAfterMs, type FailedAttempt } from '../../shop-api/patient-call';
import { ShopApiError } from '../../shop-api/shop-api.errors';

const LIMIT_MS = 30_000;

export interface WooCommerceAccess {
  /** Of the site, such as `https://shop.example`. */
  url: string;
  consumerKey: string;
  consumerSecret: string;
}

class Failed extends Error {
  constructor(readonly failure: FailedAttempt) {
    super('failed');
  }
}

/**
 * WooCommerce's REST API, version 3. Plain `fetch`: WooCommerce's own package signs for plain HTTP, which no shop's
 * keys should travel over, brings axios along and knows neither `Retry-After` nor retries.
 */
export class WooCommerceClient {
  private readonly base: string;
  private readonly authorization: string;

  constructor({ url, consumerKey, consumerSecret }: WooCommerceAccess) {
    this.base = `${url.replace(/\/+$/, '')}/wp-json/wc/v3`;
    this.authorization = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`;
  }

  /** @throws ShopApiError */
  get<Answer>(path: string, parameters: Record<string, string> = {}, signal?: AbortSignal): Promise<Answer> {
    const query = new URLSearchParams(parameters).toString();
    return this.call<Answer>('GET', query === '' ? path : `${path}?${query}`, undefined, signal);
  }

  /** Says the same however often it is sent, so it is tried again. @throws ShopApiError */
  put<Answer>(path: string, body: object): Promise<Answer> {
    return this.call<Answer>('PUT', path, body);
  }

  /** Sent once: whoever calls looks whether it arrived before it is sent again. @throws ShopApiError */
  async post<Answer>(path: string, body: object): Promise<Answer> {
    try {
      return await this.attempt<Answer>('POST', path, body);
    } catch (error) {
      throw failureOf(error).error;
    }
  }

  private call<Answer>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
    return patiently(() => this.attempt<Answer>(method, path, body), failureOf, signal);
  }

  private async attempt<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        authorization: this.authorization,
        accept: 'application/json',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const text = await response.text();
    if (response.ok) {
      try {
        return JSON.parse(text) as Answer;
      } catch (error) {
        // A plugin that prints warnings, or a proxy that says something of its own.
        throw new ShopApiError('SHOP_API_BUSY', 'WooCommerce', response.status, 'NOT_JSON', { cause: error });
      }
    }
    const { status } = response;
    const isBusy = status === 429 || status >= 500;
    throw new Failed({
      error: new ShopApiError(
        isBusy ? 'SHOP_API_BUSY' : 'SHOP_API_REFUSED',
        'WooCommerce',
        status,
        codeIn(text),
      ),
      pauseMs: retryAfterMs(response.headers.get('retry-after')),
    });
  }
}

/** WordPress' own code, such as `woocommerce_rest_shop_order_invalid_id`. */
function codeIn(text: string): string | null {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' && /^[\w-]{1,80}$/.test(code) ? code : null;
  } catch {
    return null;
  }
}

function failureOf(error: unknown): FailedAttempt {
  if (error instanceof Failed) return error.failure;
  if (error instanceof ShopApiError) return { error, pauseMs: null };
  return {
    error: new ShopApiError('SHOP_API_UNREACHABLE', 'WooCommerce', null, null, { cause: error }),
    pauseMs: null,
  };
}
