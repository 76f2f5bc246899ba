import { ApiError, type Problem } from './api-error';

const BASE = '/v1/admin';

export interface RequestOptions {
  body?: unknown;
  query?: Record<string, string | number | boolean | string[] | undefined>;
  /** The revision that a change is made to; goes into `If-Match`. */
  revision?: number | string;
  /** Nothing is replaced. */
  isNew?: boolean;
  signal?: AbortSignal;
}

let csrfToken = '';
let onSignedOut = (): void => undefined;
let onCsrfInvalid = (): Promise<void> => Promise.resolve();

/** The token that the session gave; changes carry it. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

/** What to do when the service no longer knows the session, and when another tab began a new one. */
export function onSessionTrouble(handlers: {
  signedOut: () => void;
  csrfInvalid: () => Promise<void>;
}): void {
  onSignedOut = handlers.signedOut;
  onCsrfInvalid = handlers.csrfInvalid;
}

/**
 * Sends one request to the admin API.
 * @throws {ApiError} for every answer that is not a success, and where there was none; `AbortError` as it is
 */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  try {
    return await send<T>(method, path, options);
  } catch (error) {
    if (ApiError.is(error, 'CSRF_TOKEN_INVALID')) {
      await onCsrfInvalid();
      return send<T>(method, path, options);
    }
    if (ApiError.is(error) && error.status === 401 && path !== '/session') onSignedOut();
    throw error;
  }
}

async function send<T>(method: string, path: string, options: RequestOptions): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken;
  if (options.revision) headers['If-Match'] = `"${options.revision}"`;
  if (options.isNew) headers['If-None-Match'] = '*';
  const response = await reach(`${BASE}${path}${queryString(options.query)}`, {
    method,
    headers,
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    credentials: 'same-origin',
    signal: options.signal,
  });
  if (!response.ok) {
    const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
    throw new ApiError(response.status, await problemOf(response), retryAfter);
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, { code: 'NETWORK_FAILED' }, undefined, { cause: error });
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return { title: response.statusText };
  }
}

/** `?a=1&b=x&b=y`; what is undefined or empty is left out. */
export function queryString(query: RequestOptions['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') parameters.append(name, String(one));
    }
  }
  const text = parameters.toString();
  return text && `?${text}`;
}
