/** A set of facts as `GET /templates/facts` gives it. */
export type Sample = Readonly<Record<string, unknown>>;

const LONGEST = 40;

/** The value at a path in words short enough to stand beside a suggestion, or undefined where there is none. */
export function sampleAt(facts: Sample, path: string): string | undefined {
  let value: unknown = facts;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return inWords(value);
}

function inWords(value: unknown): string | undefined {
  if (typeof value === 'string') return cut(isDay(value) ? value.slice(0, 10) : value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value))
    return value.every((one) => typeof one === 'string') ? cut(value.join(', ')) : undefined;
  const { amountMinor, currency } = (value ?? {}) as { amountMinor?: unknown; currency?: unknown };
  return typeof amountMinor === 'number' && typeof currency === 'string'
    ? money(amountMinor, currency)
    : undefined;
}

function money(amountMinor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(text);
}

function cut(text: string): string {
  const line = text.split('\n', 1)[0]!;
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
