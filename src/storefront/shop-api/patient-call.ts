import { setTimeout as delay } from 'node:timers/promises';
import { ShopApiError } from './shop-api.errors';

const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

/** An attempt that failed, and when the other side wants to hear from us again, if it says so. */
export interface FailedAttempt {
  error: ShopApiError;
  pauseMs: number | null;
}

/**
 * Calls until it succeeds or there is no point: what may pass is tried again after a pause that grows, or the one that
 * was asked for. A little is added by chance, so that replicas do not come back at once.
 * @throws ShopApiError the last one
 */
export async function patiently<Answer>(
  attempt: () => Promise<Answer>,
  failureOf: (error: unknown) => FailedAttempt,
  signal?: AbortSignal,
): Promise<Answer> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (thrown) {
      const { error, pauseMs } = failureOf(thrown);
      if (!error.mayPass || attempts === MOST_ATTEMPTS || signal?.aborted) throw error;
      const pause = pauseMs ?? FIRST_PAUSE_MS * 2 ** (attempts - 1);
      // What asks for more than this is better left to the next round.
      if (pause > LONGEST_PAUSE_MS) throw error;
      await delay(pause * (1 + Math.random() * 0.2), undefined, { signal }).catch(() => undefined);
    }
  }
}

/** `Retry-After` in seconds or as a date; null where it says nothing. */
export function retryAfterMs(header: string | null | undefined, now = Date.now()): number | null {
  if (!header) return null;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
