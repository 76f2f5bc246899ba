import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after';

describe(retryAfterMs.name, () => {
  const now = new Date('2026-05-01T12:00:00Z');

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Fri, 01 May 2026 12:01:00 GMT', 60_000],
    ['Friday, 01-May-26 12:01:00 GMT', 60_000],
    ['Fri, 01 May 2026 11:00:00 GMT', 0],
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['Soon', undefined],
    ['-5', undefined],
    ['2027', 2_027_000],
    ['1.5', undefined],
  ])('reads %j', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));
});
