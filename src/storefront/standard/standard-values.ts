import { MalformedEventError } from '../events-in/events-in.errors';
import { minorUnits } from '../payload/money';

/** All times of one form, so that they can be compared as texts. */
export function timeOf(text: string | null | undefined): string | null {
  return text ? new Date(text).toISOString() : null;
}

/** @param path of the amount, for the fault */
export function minorOf(amount: string, currency: string, path: string): number {
  const minor = minorUnits(amount, currency);
  if (minor === undefined) throw new MalformedEventError(path);
  return minor;
}
