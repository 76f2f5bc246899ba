const FIRST_RETRY_MS = 5_000;
/** Ten attempts: 5 s, 18 s, 68 s, 4 min, 16 min, 1 h, 3.6 h, 13 h and 49 h after one another, some 67 h in all. */
const GROWTH = 3.7;
const MOST_ATTEMPTS = 10;
export const GIVE_UP_AFTER_MS = 3 * 24 * 3_600_000;

export const FAILURES_UNTIL_PAUSE = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** When to try again after so many attempts; undefined: no more. Spread, so that many do not come back at once. */
export function nextAttemptAt(
  attempts: number,
  queuedAt: Date,
  now: Date,
  random = Math.random(),
): Date | undefined {
  if (attempts >= MOST_ATTEMPTS || isTooOld(queuedAt, now)) return undefined;
  const delay = FIRST_RETRY_MS * GROWTH ** (attempts - 1);
  return new Date(now.getTime() + delay * (0.9 + random * 0.2));
}

function isTooOld(queuedAt: Date, now: Date): boolean {
  return now.getTime() - queuedAt.getTime() >= GIVE_UP_AFTER_MS;
}

/** Until when an endpoint that failed so many times in a row is left alone; null: it is not. */
export function pausedUntil(failuresInARow: number, now: Date): Date | null {
  if (failuresInARow < FAILURES_UNTIL_PAUSE) return null;
  const pause = FIRST_PAUSE_MS * 2 ** (failuresInARow - FAILURES_UNTIL_PAUSE);
  return new Date(now.getTime() + Math.min(LONGEST_PAUSE_MS, pause));
}
