import fc from 'fast-check';
import { FACT_ROOTS, type FactShape, type Leaf } from '../../src/templates/fact-shape';

const TEXTS = [
  '',
  ' ',
  'DHL',
  '{{shop.name}}',
  '</b>&amp;',
  '[x](https://evil.example)',
  '\u202E\u0000',
  'x'.repeat(9000),
];
const WIDE = 'é\u0301\u{1F469}\u200D\u{1F527} www.example.com '.repeat(300);

/** Facts as the shape allows them: lists of any length, unknown values, texts that nobody would expect. */
export function arbitraryFacts(given: ReadonlySet<string>): fc.Arbitrary<Record<string, unknown>> {
  const roots = Object.entries(FACT_ROOTS).map(([root, shape]) => {
    const value = valueOf(shape, 0);
    return [
      root,
      given.has(root) ? value : fc.oneof(value, fc.constant(null), fc.constant(undefined)),
    ] as const;
  });
  return fc.record(Object.fromEntries(roots));
}

function valueOf(shape: FactShape, depth: number): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'leaf':
      return shape.isNullable ? fc.option(leafOf(shape), { nil: null, freq: 2 }) : leafOf(shape);
    case 'list':
      return listOf(valueOf(shape.of, depth + 1), depth === 0 ? shape.atMost + 1 : 3);
    case 'map':
      return fc.dictionary(fc.oneof(fc.string(), fc.constant('constructor')), leafOf(shape.of), {
        maxKeys: 5,
      });
    case 'record':
      return fc.record(
        Object.fromEntries(
          Object.entries(shape.fields).map(([name, field]) => [name, valueOf(field, depth)]),
        ),
      );
  }
}

/** Mostly short; now and then the same entry more often than a list holds. */
function listOf(item: fc.Arbitrary<unknown>, most: number): fc.Arbitrary<unknown[]> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.array(item, { maxLength: 4 }) },
    { weight: 1, arbitrary: item.map((one) => Array.from({ length: most }, () => one)) },
  );
}

function leafOf({ type, isNeverEmpty }: Leaf): fc.Arbitrary<unknown> {
  switch (type) {
    case 'text':
      if (isNeverEmpty) return fc.constantFrom('EUR', 'JPY', 'KWD');
      return fc.oneof(fc.constantFrom(...TEXTS, WIDE), fc.string({ unit: 'binary' }));
    case 'number':
      return fc.oneof(
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(0, 1, -1),
      );
    case 'date':
      return fc.date({ noInvalidDate: true }).map((day) => day.toISOString());
    case 'yesNo':
      return fc.boolean();
    case 'link':
      return fc.oneof(
        fc.webUrl({ withFragments: true }),
        fc.constantFrom('javascript:alert(1)', '', 'https://'),
      );
  }
}
