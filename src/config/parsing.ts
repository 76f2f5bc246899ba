const TRUE = ['true', '1', 'yes', 'on'];
const FALSE = ['false', '0', 'no', 'off'];

export const asText = (raw: string): string => raw;

export const asOptionalText = (raw: string): string | undefined => (raw === '' ? undefined : raw);

export const asList = (raw: string): string[] => splitAtCommas(raw);

/** NaN for anything but decimal digits, so that `1e3`, `0x10` and `12px` are refused. */
export const asWholeNumber = (raw: string): number => (/^\d+$/.test(raw) ? Number(raw) : NaN);

/** Explicit words only: implicit conversion would make `"false"` true. Others come out unchanged, and fail. */
export function asBoolean(raw: string): boolean | string {
  const word = raw.toLowerCase();
  if (TRUE.includes(word)) return true;
  return FALSE.includes(word) ? false : raw;
}

/** One secret, or two while it is rotated. */
export const asSecrets = (raw: string): string[] => splitAtCommas(raw);

function splitAtCommas(raw: string): string[] {
  return raw
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
