import { ValidateBy } from 'class-validator';

/** The value holds exactly these strings, each once, in any order. */
export function IsPermutationOf(expected: readonly string[]): PropertyDecorator {
  return ValidateBy({
    name: 'isPermutationOf',
    validator: {
      validate: (value: unknown) =>
        Array.isArray(value) && value.map(String).sort().join() === [...expected].sort().join(),
      defaultMessage: () => `$property must hold exactly ${expected.join(', ')}`,
    },
  });
}
