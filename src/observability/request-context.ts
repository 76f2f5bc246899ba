import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

/** What a client may call its request: goes into headers and logs as it is. */
const SANE_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The client's `x-request-id` if it is sane, else a new one. */
export function requestIdFrom(header: unknown): string {
  return typeof header === 'string' && SANE_ID.test(header) ? header : randomUUID();
}

/** Runs `work` and everything it starts as part of the request. */
export function runInRequest<T>(requestId: string, work: () => T): T {
  return storage.run(requestId, work);
}

/** The id of the request that the running code works for. */
export function currentRequestId(): string | undefined {
  return storage.getStore();
}
