import { invalidParameters, notInStandIn, type ParameterFault } from './rest-error';
import { isDateTime } from './site-time';

/** WC_REST_CRUD_Controller::get_collection_params(): https://woocommerce.github.io/woocommerce-rest-api-docs/#parameters */
export interface ListParameters {
  page: number;
  perPage: number;
  offset: number | null;
  order: 'asc' | 'desc';
  orderby: string;
  status: string[];
  include: number[];
  exclude: number[];
  after: string | null;
  before: string | null;
  modifiedAfter: string | null;
  modifiedBefore: string | null;
  datesAreGmt: boolean;
}

export interface ListRules {
  orderby: string[];
  defaultOrderby: string;
  defaultOrder: 'asc' | 'desc';
  /** Empty: there is no such parameter. */
  statuses: string[];
}

/** Filters of the real API: to ignore them would answer with more rows than it does. */
const MISSING = [
  'search',
  'parent',
  'parent_exclude',
  'product',
  'category',
  'tag',
  'type',
  'featured',
].concat([
  'slug',
  'attribute',
  'attribute_term',
  'stock_status',
  'on_sale',
  'min_price',
  'max_price',
  'context',
]);

/** Parameters that the route doesn't have are ignored, as WordPress does; wrong values of those it has are refused. */
export function readListParameters(query: URLSearchParams, rules: ListRules): ListParameters {
  const missing = MISSING.find((name) => query.has(name));
  if (missing) throw notInStandIn(`the parameter ${missing}`);
  const faults: Record<string, ParameterFault> = {};
  const check = (name: string, fault: (value: string) => ParameterFault | null): string | null => {
    const value = query.get(name);
    const found = value === null ? null : fault(value);
    if (found) faults[name] = found;
    return value;
  };
  const oneOf = (name: string, allowed: string[]): string | null => check(name, notOneOf(name, allowed));
  const date = (name: string): string | null =>
    check(name, (value) =>
      isDateTime(value) ? null : { code: 'rest_invalid_date', message: 'Invalid date.' },
    );

  const page = check('page', integerAtLeast('page', 1));
  const perPage = check('per_page', (value) => {
    const number = Number(value);
    if (!Number.isInteger(number)) return notInteger('per_page');
    if (number >= 1 && number <= 100) return null;
    const message = 'per_page must be between 1 (inclusive) and 100 (inclusive)';
    return { code: 'rest_out_of_bounds', message };
  });
  const offset = check('offset', integerAtLeast('offset', 0));
  const order = oneOf('order', ['asc', 'desc']);
  const orderby = oneOf('orderby', rules.orderby);
  const statuses = listOf(query, 'status');
  if (rules.statuses.length > 0) {
    for (const [index, status] of statuses.entries()) {
      const fault = notOneOf(`status[${index}]`, rules.statuses)(status);
      if (fault) faults.status ??= fault;
    }
  }
  const gmt = check('dates_are_gmt', (value) =>
    /^(true|false|0|1)$/i.test(value)
      ? null
      : { code: 'rest_invalid_type', message: 'dates_are_gmt is not of type boolean.' },
  );
  const [after, before] = [date('after'), date('before')];
  const [modifiedAfter, modifiedBefore] = [date('modified_after'), date('modified_before')];
  if (Object.keys(faults).length > 0) throw invalidParameters(faults);
  return {
    page: Number(page ?? 1),
    perPage: Number(perPage ?? 10),
    offset: offset === null ? null : Number(offset),
    order: (order as 'asc' | 'desc' | null) ?? rules.defaultOrder,
    orderby: orderby ?? rules.defaultOrderby,
    status: statuses.length > 0 ? statuses : ['any'],
    include: listOf(query, 'include').map(Number),
    exclude: listOf(query, 'exclude').map(Number),
    after,
    before,
    modifiedAfter,
    modifiedBefore,
    datesAreGmt: gmt !== null && /^(true|1)$/i.test(gmt),
  };
}

/** `status=a,b`, `status[]=a&status[]=b` and `status[0]=a`. */
function listOf(query: URLSearchParams, name: string): string[] {
  return [...query]
    .filter(([key]) => key === name || key.startsWith(`${name}[`))
    .flatMap(([, value]) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

export function notOneOf(name: string, allowed: string[]): (value: string) => ParameterFault | null {
  const listed = `${allowed.slice(0, -1).join(', ')}, and ${allowed.at(-1)}`;
  const message = `${name} is not one of ${allowed.length === 2 ? allowed.join(' and ') : listed}.`;
  return (value) => (allowed.includes(value) ? null : { code: 'rest_not_in_enum', message });
}

function notInteger(name: string): ParameterFault {
  return { code: 'rest_invalid_type', message: `${name} is not of type integer.` };
}

function integerAtLeast(name: string, least: number): (value: string) => ParameterFault | null {
  return (value) => {
    if (!Number.isInteger(Number(value)) || value.trim() === '') return notInteger(name);
    if (Number(value) >= least) return null;
    return { code: 'rest_out_of_bounds', message: `${name} must be greater than or equal to ${least}` };
  };
}
