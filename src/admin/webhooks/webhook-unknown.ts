import { NotFoundException } from '@nestjs/common';

export const WEBHOOK_UNKNOWN = { code: 'WEBHOOK_UNKNOWN', detail: 'There is no such webhook.' };

/** What was found; else 404. */
export function known<T>(found: T | undefined): T {
  if (found === undefined) throw new NotFoundException(WEBHOOK_UNKNOWN);
  return found;
}
