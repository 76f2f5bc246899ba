/** Between two times of the day, over midnight where the first is the later one. Minutes from midnight. */
export interface QuietHours {
  fromMinute: number;
  toMinute: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** Whether customers are left in peace, by the clock on the shop's wall. */
export function isQuiet(now: Date, { fromMinute, toMinute }: QuietHours, timeZone: string): boolean {
  const minute = minuteOfDay(now, timeZone);
  const isAfter = minute >= fromMinute;
  const isBefore = minute < toMinute;
  return fromMinute < toMinute ? isAfter && isBefore : isAfter || isBefore;
}

/** The first moment from now on that is not quiet: now itself, or when the quiet hours end. */
export function quietUntil(now: Date, hours: QuietHours, timeZone: string): Date {
  if (!isQuiet(now, hours, timeZone)) return now;
  const left = hours.toMinute - minuteOfDay(now, timeZone);
  const minute = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const end = new Date(minute + ((left + DAY_MINUTES) % DAY_MINUTES) * MINUTE_MS);
  // Where the clock is put forward or back in between it is another moment, and there may be no such time at all.
  if (minuteOfDay(end, timeZone) === hours.toMinute && isSameOffset(now, end, timeZone)) return end;
  let next = new Date(minute + MINUTE_MS);
  while (isQuiet(next, hours, timeZone)) next = new Date(next.getTime() + MINUTE_MS);
  return next;
}

/** Days from now until then, by the shop's calendar; less than 0 for one that has passed. */
export function daysUntil(then: Date, now: Date, timeZone: string): number {
  return Math.round((midnightUtc(then, timeZone) - midnightUtc(now, timeZone)) / (DAY_MINUTES * MINUTE_MS));
}

function minuteOfDay(time: Date, timeZone: string): number {
  const { hour, minute } = partsOf(time, timeZone);
  return hour * 60 + minute;
}

/** The shop's day as if it were one in UTC, so that days can be counted. */
function midnightUtc(time: Date, timeZone: string): number {
  const { year, month, day } = partsOf(time, timeZone);
  return Date.UTC(year, month - 1, day);
}

function isSameOffset(one: Date, other: Date, timeZone: string): boolean {
  return offsetMinutes(one, timeZone) === offsetMinutes(other, timeZone);
}

function offsetMinutes(time: Date, timeZone: string): number {
  const { hour, minute } = partsOf(time, timeZone);
  const local = midnightUtc(time, timeZone) / MINUTE_MS + hour * 60 + minute;
  return local - Math.floor(time.getTime() / MINUTE_MS);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(time: Date, timeZone: string): Record<'year' | 'month' | 'day' | 'hour' | 'minute', number> {
  const format = formats.get(timeZone) ?? formatFor(timeZone);
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const read = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
  };
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
}
