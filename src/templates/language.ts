import { HELPERS, type HelperRule, type Takes } from './body-language';
import { FACT_ROOTS, type Fields } from './fact-shape';

/** What stands for a helper's argument as far as an editor tells facts apart. */
type Kind = 'leaf' | 'money' | 'list' | 'any';

export interface DescribedHelper extends Pick<
  HelperRule,
  'gives' | 'description' | 'example' | 'atLeast' | 'isOpenEnded'
> {
  takes: Kind[];
  /** The same more exactly: `date`, `number`, `order` … */
  takesExactly: Takes[];
}

/** The language of bodies, for completion in the admin app. */
export interface BodyLanguage {
  roots: Fields;
  helpers: Record<string, DescribedHelper>;
}

const KINDS: Record<Takes, Kind> = {
  printable: 'leaf',
  printableOrNull: 'leaf',
  number: 'leaf',
  date: 'leaf',
  dateOrNull: 'leaf',
  field: 'leaf',
  money: 'money',
  order: 'any',
  list: 'list',
  listOrMap: 'list',
  endingList: 'list',
  any: 'any',
};

/** Every fact and helper that a body may use, with what it is. */
export function bodyLanguage(): BodyLanguage {
  const helpers = Object.entries(HELPERS).map(([name, rule]) => [name, describe(rule)] as const);
  return { roots: FACT_ROOTS, helpers: Object.fromEntries(helpers) };
}

function describe({ gives, description, example, atLeast, isOpenEnded, takes }: HelperRule): DescribedHelper {
  return {
    gives,
    description,
    example,
    takes: takes.map((one) => KINDS[one]),
    takesExactly: takes,
    ...(atLeast !== undefined && { atLeast }),
    ...(isOpenEnded && { isOpenEnded }),
  };
}
