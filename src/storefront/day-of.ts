const DAY_MS = 86_400_000;

/** Which day it is, counted in UTC: promised days are compared by it. */
export function dayOf(date: Date): number {
  return Math.floor(date.getTime() / DAY_MS);
}

/** When that day begins. */
export function startOfDay(date: Date): Date {
  return new Date(dayOf(date) * DAY_MS);
}
