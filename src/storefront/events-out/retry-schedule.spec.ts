import { describe, expect, it } from '@jest/globals';
import { nextAttemptAt, pausedUntil } from './retry-schedule';

const QUEUED = new Date('2026-03-02T09:00:00Z');
const HOUR_MS = 3_600_000;

describe(nextAttemptAt.name, () => {
  it.each([0, 0.5, 1])('tries ten times within three days (spread %d)', (random) => {
    let now = QUEUED;
    const waits: number[] = [];
    for (let attempt = 1; ; attempt += 1) {
      const next = nextAttemptAt(attempt, QUEUED, now, random);
      if (!next) break;
      waits.push(next.getTime() - now.getTime());
      now = next;
    }
    const hours = (now.getTime() - QUEUED.getTime()) / HOUR_MS;
    expect(waits).toHaveLength(9);
    expect(waits).toEqual([...waits].sort((one, other) => one - other));
    expect(hours).toBeGreaterThan(55);
    expect(hours).toBeLessThan(75);
  });

  it('ends after three days, however few attempts there were', () => {
    const after = (hours: number): Date => new Date(QUEUED.getTime() + hours * HOUR_MS);
    expect(nextAttemptAt(2, QUEUED, after(71))).toBeDefined();
    expect(nextAttemptAt(2, QUEUED, after(72))).toBeUndefined();
  });
});

describe(pausedUntil.name, () => {
  it('begins with the fifth failure in a row, and grows to five minutes', () => {
    const seconds = [4, 5, 6, 7, 20].map((failures) => {
      const until = pausedUntil(failures, QUEUED);
      return until && (until.getTime() - QUEUED.getTime()) / 1000;
    });
    expect(seconds).toEqual([null, 30, 60, 120, 300]);
  });
});
