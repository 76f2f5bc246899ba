import { describe, expect, it } from '@jest/globals';
import { match } from './match';

describe(match.name, () => {
  it('gives the parameters of a path that fits', () => {
    expect(match('/templates/:id/history', '/templates/order_status/history')).toEqual({
      id: 'order_status',
    });
    expect(match('/golden/:name', '/golden/A%20return%2C%20then%2For%20not/')).toEqual({
      name: 'A return, then/or not',
    });
    expect(match('/templates', '/templates')).toEqual({});
  });

  it.each([
    ['/templates/:id', '/templates'],
    ['/templates/:id', '/templates/a/history'],
    ['/templates', '/golden'],
    ['/golden/:name', '/golden/%c0'],
  ])('does not fit %s to %s', (pattern, path) => {
    expect(match(pattern, path)).toBeUndefined();
  });
});
