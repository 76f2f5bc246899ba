const AMOUNT = /^-?\d{1,12}(\.\d{1,12})?$/;

const digitsByCurrency = new Map<string, number>();

/** Of a currency's decimals: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  let digits = digitsByCurrency.get(currency);
  if (digits === undefined) {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions();
    digits = maximumFractionDigits ?? 2;
    digitsByCurrency.set(currency, digits);
  }
  return digits;
}

/** `"19.95"` EUR as 1995, without the rounding of floating-point numbers; undefined for what is no amount. */
export function minorUnits(amount: string, currency: string): number | undefined {
  if (!isAmount(amount)) return undefined;
  const digits = minorDigits(currency);
  const [whole = '', fraction = ''] = amount.replace('-', '').split('.');
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  // Shops compute with more decimals than a currency has, and round half up.
  const minor = Number(fraction.charAt(digits)) >= 5 ? kept + 1n : kept;
  const signed = Number(amount.startsWith('-') ? -minor : minor);
  return Number.isSafeInteger(signed) ? signed : undefined;
}

/** So small that it is safe in the minor units of any currency. */
export function isAmount(text: string): boolean {
  return AMOUNT.test(text);
}

/** Three capitals, as Intl takes them. */
export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code);
}
