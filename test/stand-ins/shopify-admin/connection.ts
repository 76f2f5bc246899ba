import { GraphQLError } from 'graphql';

/** https://shopify.dev/docs/api/usage/pagination-graphql */
export interface PageArguments {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean | null;
}

export const MOST_PER_PAGE = 250;

/** By what a connection is sorted. A cursor says it too, and is refused by any other. */
export interface Order<Row> {
  key: string;
  valueOf: (row: Row) => string | number;
  idOf: (row: Row) => number;
}

interface Position {
  value: string | number;
  id: number;
}

export function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}

/** One page, by position and not by offset: rows that change between two pages move, as Shopify's do. */
export function connection<Row>(
  rows: readonly Row[],
  args: PageArguments,
  order: Order<Row>,
  view: (row: Row) => unknown,
): Record<string, unknown> {
  const size = pageSize(args);
  const direction = args.reverse ? -1 : 1;
  const compare = (left: Position, right: Position): number => direction * comparePositions(left, right);
  const positioned = rows
    .map((row) => ({ row, value: order.valueOf(row), id: order.idOf(row) }))
    .sort(compare);
  const after = readCursor(args.after, order.key);
  const before = readCursor(args.before, order.key);
  const within = positioned.filter(
    (one) => (!after || compare(one, after) > 0) && (!before || compare(one, before) < 0),
  );
  const page = args.last != null ? within.slice(-size || within.length) : within.slice(0, size);
  const more = within.length > page.length;
  const edges = page.map((one) => ({ cursor: writeCursor(one, order.key), node: view(one.row) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: args.last != null ? before !== null : more,
      hasPreviousPage: args.last != null ? more : after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** A connection inside an object, in the order in which it has them. */
export function nestedConnection<Row>(
  rows: readonly Row[],
  args: PageArguments,
  idOf: (row: Row) => number,
  view: (row: Row) => unknown,
): Record<string, unknown> {
  return connection(rows, args, { key: 'POSITION', valueOf: (row) => rows.indexOf(row), idOf }, view);
}

function pageSize({ first, last }: PageArguments): number {
  if (first != null && last != null) throw badRequest('providing both first and last is not supported');
  for (const [name, size] of Object.entries({ first, last })) {
    if (size != null && size < 0) throw badRequest(`${name} cannot be less than 0`);
    if (size != null && size > MOST_PER_PAGE) {
      throw badRequest(
        `${name} cannot exceed ${MOST_PER_PAGE}. To query larger amounts of data with fewer limits, ` +
          'bulk operations should be used instead.',
      );
    }
  }
  const size = first ?? last;
  if (size == null) throw badRequest('you must provide one of first or last');
  return size;
}

function comparePositions(left: Position, right: Position): number {
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  return left.id - right.id;
}

function writeCursor(position: Position, key: string): string {
  return Buffer.from(
    JSON.stringify({ last_id: position.id, last_value: position.value, sorted_by: key }),
  ).toString('base64');
}

function readCursor(cursor: string | null | undefined, key: string): Position | null {
  if (cursor == null) return null;
  try {
    const read = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')) as Record<string, unknown>;
    if (read.sorted_by === key && typeof read.last_id === 'number') {
      return { id: read.last_id, value: read.last_value as string | number };
    }
  } catch {
    // What can't be read is refused below.
  }
  throw badRequest('Invalid cursor for current pagination sort.');
}
