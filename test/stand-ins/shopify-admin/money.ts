/** Amounts are counted in hundredths, as every currency that the tests use has them. */
export function hundredths(amount: string): number {
  return Math.round(Number(amount) * 100);
}

/** The scalar Money, such as a variant's price: always two decimals. */
export function money(amount: number): string {
  return (amount / 100).toFixed(2);
}

/** The scalar Decimal, such as MoneyV2.amount: "12.5" and "8.0", not "12.50" and "8.00". */
function decimal(amount: number): string {
  const text = money(amount);
  return text.endsWith('0') ? text.slice(0, -1) : text;
}

export interface Currencies {
  currencyCode: string;
  presentmentCurrencyCode: string;
  presentmentRate: number;
}

/** A MoneyBag: the same amount in the shop's currency and in the customer's. */
export function moneyBag(amount: number, currencies: Currencies): Record<string, unknown> {
  return {
    shopMoney: { amount: decimal(amount), currencyCode: currencies.currencyCode },
    presentmentMoney: {
      amount: decimal(Math.round(amount * currencies.presentmentRate)),
      currencyCode: currencies.presentmentCurrencyCode,
    },
  };
}

export function moneyV2(amount: number, currencyCode: string): Record<string, unknown> {
  return { amount: decimal(amount), currencyCode };
}
