import { editDistance, nearest } from './near-miss';

describe(editDistance.name, () => {
  it.each([
    ['order', 'order', 0],
    ['order', 'oder', 1],
    ['order', 'orders', 1],
    ['name', 'nmae', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
  ])('tells %j from %j', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
    expect(editDistance(other, one)).toBe(distance);
  });

  it('stops counting at the limit', () => {
    expect(editDistance('order', 'customer', 2)).toBe(2);
  });
});

describe(nearest.name, () => {
  const known = ['order.number', 'order.total', 'reason'];

  it('finds what was probably meant, whatever its capitals and dots', () => {
    expect(nearest('orderNumber', known)).toBe('order.number');
    expect(nearest('reasn', known)).toBe('reason');
  });

  it('suggests nothing for what is far from all', () => {
    expect(nearest('discount', known)).toBeUndefined();
    expect(nearest('x', ['y'])).toBeUndefined();
  });
});
