import type { Answer, RecordedCall } from '../loopback';
import type { ListParameters } from './list-parameters';
import { json } from './rest-error';
import { comparedTime, siteTime } from './site-time';

interface DatedRow {
  id: number;
  date_created_gmt: string;
  date_modified_gmt: string | null;
}

/** After and before are both exclusive, and know whole seconds only. */
export function withinDates(row: DatedRow, parameters: ListParameters, timeZone: string): boolean {
  const column = (gmt: string): string => (parameters.datesAreGmt ? gmt : siteTime(gmt, timeZone));
  const created = column(row.date_created_gmt);
  const modified = column(row.date_modified_gmt ?? row.date_created_gmt);
  const { after, before, modifiedAfter, modifiedBefore } = parameters;
  return (
    (after === null || created > comparedTime(after, timeZone)) &&
    (before === null || created < comparedTime(before, timeZone)) &&
    (modifiedAfter === null || modified > comparedTime(modifiedAfter, timeZone)) &&
    (modifiedBefore === null || modified < comparedTime(modifiedBefore, timeZone))
  );
}

export type SortValues<Row> = Record<string, (row: Row) => string | number>;

export function sorted<Row extends { id: number }>(
  rows: Row[],
  parameters: ListParameters,
  values: SortValues<Row>,
): Row[] {
  const { include } = parameters;
  if (parameters.orderby === 'include' && include.length > 0) {
    return [...rows].sort((left, right) => include.indexOf(left.id) - include.indexOf(right.id));
  }
  const direction = parameters.order === 'asc' ? 1 : -1;
  const value = values[parameters.orderby] ?? ((row: Row) => row.id);
  return [...rows].sort((left, right) => {
    const [a, b] = [value(left), value(right)];
    // "Add ID to orderby for consistency with pagination."
    return direction * (a === b ? left.id - right.id : a < b ? -1 : 1);
  });
}

/** One page, cut out by offset: rows that come or go in front of it shift what the next page has. */
export function listAnswer<Row>(
  rows: Row[],
  parameters: ListParameters,
  call: RecordedCall,
  origin: string,
  view: (row: Row) => unknown,
): Answer {
  const { page, perPage } = parameters;
  const start = parameters.offset ?? (page - 1) * perPage;
  const pages = Math.ceil(rows.length / perPage);
  const linked = (to: number, rel: string): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(to));
    return `<${origin}${call.path}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [];
  if (page > 1) links.push(linked(Math.min(page - 1, pages), 'prev'));
  if (pages > page) links.push(linked(page + 1, 'next'));
  return json(200, rows.slice(start, start + perPage).map(view), {
    'x-wp-total': String(rows.length),
    'x-wp-totalpages': String(pages),
    ...(links.length > 0 && { link: links.join(', ') }),
  });
}
