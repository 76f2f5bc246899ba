import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minorUnits } from './money';

describe(minorUnits.name, () => {
  it.each([
    ['19.95', 'EUR', 1995],
    ['19.9', 'EUR', 1990],
    ['7', 'EUR', 700],
    ['-199.00', 'SEK', -19900],
    ['8800', 'JPY', 8800],
    ['8800.00', 'JPY', 8800],
    ['1.234', 'KWD', 1234],
    ['30000000.00', 'MXN', 3000000000],
    ['4.166666666667', 'EUR', 417],
    ['1.005', 'EUR', 101],
    ['0', 'USD', 0],
  ])('reads %s %s as %i', (amount, currency, minor) => {
    expect(minorUnits(amount, currency)).toBe(minor);
  });

  it.each(['', '12,50', '1e3', ' 1', '0x10', '1.', '.5', '--1', 'NaN', '9999999999999999'])(
    'does not take "%s" for an amount',
    (amount) => {
      expect(minorUnits(amount, 'EUR')).toBeUndefined();
    },
  );

  it('loses no cent of any amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (cents) => {
        const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
        expect(minorUnits(text, 'EUR')).toBe(cents);
      }),
    );
  });
});
