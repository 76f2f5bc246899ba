/** Numbers and times the way the reader's region writes them. */
const region = typeof navigator === 'undefined' ? 'en' : navigator.language;

const dateTime = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' });
const date = new Intl.DateTimeFormat(region, { dateStyle: 'medium' });
const number = new Intl.NumberFormat(region);
const percent = new Intl.NumberFormat(region, { style: 'percent', maximumFractionDigits: 0 });

export const formatDateTime = (iso: string): string => dateTime.format(new Date(iso));
export const formatDate = (iso: string): string => date.format(new Date(iso));
export const formatNumber = (value: number): string => number.format(value);
/** `0.42` → `42%`. */
export const formatPercent = (share: number): string => percent.format(share);

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 hours ago", in the interface's language; "now" for less than a minute. */
export function formatAgo(iso: string, language: string, now = Date.now()): string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const [unit, length] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', Infinity];
  return relative.format(Math.trunc(seconds / length), unit);
}
