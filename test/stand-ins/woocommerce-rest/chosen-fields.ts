import type { Answer } from '../loopback';

/** rest_filter_response_fields(): `_fields=id,billing.email` leaves the named fields, and of nested ones all. */
export function withChosenFields(answer: Answer, fields: string | null): Answer {
  if (fields === null || answer.status >= 400) return answer;
  const names = new Set(fields.split(',').map((field) => field.trim().split('.')[0]));
  const choose = (row: object): object =>
    Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name)));
  const body = JSON.parse(answer.body) as object | object[];
  return { ...answer, body: JSON.stringify(Array.isArray(body) ? body.map(choose) : choose(body)) };
}
