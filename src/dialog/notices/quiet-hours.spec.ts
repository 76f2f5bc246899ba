import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { daysUntil, isQuiet, quietUntil, type QuietHours } from './quiet-hours';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Apia',
  'Africa/Casablanca',
];
const MINUTE_MS = 60_000;
const at = (hours: string): QuietHours => {
  const [fromMinute = 0, toMinute = 0] = hours.split('-').map((time) => {
    const [hour, minute] = time.split(':').map(Number);
    return hour! * 60 + minute!;
  });
  return { fromMinute, toMinute };
};

describe(quietUntil.name, () => {
  const times = fc
    .integer({ min: Date.parse('2020-01-01T00:00:00Z'), max: Date.parse('2032-01-01T00:00:00Z') })
    .map((ms) => new Date(ms));
  /** Around the nights on which the clock is changed. */
  const nights = fc
    .record({
      change: fc.constantFrom(
        '2026-03-29T01:00Z',
        '2026-10-25T01:00Z',
        '2026-03-08T07:00Z',
        '2026-11-01T06:00Z',
      ),
      minutes: fc.integer({ min: -1_500, max: 600 }),
    })
    .map(({ change, minutes }) => new Date(Date.parse(change) + minutes * MINUTE_MS + 12_345));
  const cases = fc.record({
    now: fc.oneof(times, nights),
    zone: fc.constantFrom(...ZONES),
    fromMinute: fc.nat(1_439),
    length: fc.integer({ min: 1, max: 1_439 }),
  });

  it('ends at the first minute that is not quiet, in every zone and on every night', () => {
    let quiet = 0;
    fc.assert(
      fc.property(cases, ({ now, zone, fromMinute, length }) => {
        const hours = { fromMinute, toMinute: (fromMinute + length) % 1_440 };
        const end = quietUntil(now, hours, zone);
        if (!isQuiet(now, hours, zone)) return expect(end).toBe(now);
        quiet += 1;
        expect(isQuiet(end, hours, zone)).toBe(false);
        expect(end.getTime() % MINUTE_MS).toBe(0);
        expect(isQuiet(new Date(end.getTime() - 1), hours, zone)).toBe(true);
        for (let time = now.getTime(); time < end.getTime(); time += 7 * MINUTE_MS) {
          if (!isQuiet(new Date(time), hours, zone))
            throw new Error(`not quiet at ${new Date(time).toISOString()}`);
        }
      }),
      { numRuns: 400 },
    );
    expect(quiet).toBeGreaterThan(100);
  });

  it.each([
    // An hour is missing in the night, or there twice.
    ['21:00-08:00', '2026-03-28T22:30:00Z', '2026-03-29T06:00:00.000Z'],
    ['21:00-08:00', '2026-10-24T22:30:00Z', '2026-10-25T07:00:00.000Z'],
    // Half past two is no time of that night; the clock goes from two to three.
    ['21:00-02:30', '2026-03-28T22:30:00Z', '2026-03-29T01:00:00.000Z'],
    ['12:00-14:00', '2026-07-01T10:30:59Z', '2026-07-01T12:00:00.000Z'],
    ['21:00-08:00', '2026-07-01T10:30:00Z', '2026-07-01T10:30:00.000Z'],
    ['21:00-08:00', '2026-07-01T06:00:00Z', '2026-07-01T06:00:00.000Z'],
    ['21:00-08:00', '2026-07-01T05:59:59Z', '2026-07-01T06:00:00.000Z'],
    ['21:00-08:00', '2026-07-01T19:00:00Z', '2026-07-02T06:00:00.000Z'],
  ])('of %s in Berlin is, from %s, %s', (hours, now, end) => {
    expect(quietUntil(new Date(now), at(hours), 'Europe/Berlin').toISOString()).toBe(end);
  });
});

describe(daysUntil.name, () => {
  it.each([
    ['2026-03-28T22:30:00Z', '2026-03-29T21:59:00Z', 'Europe/Berlin', 1],
    ['2026-03-28T23:30:00Z', '2026-03-29T21:59:00Z', 'Europe/Berlin', 0],
    ['2026-05-01T10:00:00Z', '2026-04-30T10:00:00Z', 'UTC', -1],
    ['2026-05-01T10:00:00Z', '2026-05-01T11:00:00Z', 'Pacific/Auckland', 0],
    ['2026-05-01T11:00:00Z', '2026-05-01T13:00:00Z', 'Pacific/Auckland', 1],
  ])('from %s to %s in %s is %s', (now, then, zone, days) => {
    expect(daysUntil(new Date(then), new Date(now), zone)).toBe(days);
  });
});
