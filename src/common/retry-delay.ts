const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** 1 s, 2 s, 4 s … 5 min after the `attempt`th failure, a little spread so that many do not come back at once. */
export function retryDelayMs(attempt: number): number {
  const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));
  return delay * (0.9 + Math.random() * 0.2);
}
