import type { IncomingHttpHeaders } from 'node:http';
import type { WebhookRefusal } from './webhook-source';

/** As long as an id, a topic or a domain may be; also fits an index of the database. */
const LONGEST = 300;

/** Of a header that is there at most once; empty is as good as missing. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The first of the headers that is not there, or that is too long. */
export function headerFault(
  headers: IncomingHttpHeaders,
  names: readonly string[],
): WebhookRefusal | undefined {
  for (const header of names) {
    const value = headerOf(headers, header);
    if (value === undefined) return { kind: 'header_missing', header };
    if (value.length > LONGEST) return { kind: 'header_invalid', header };
  }
  return undefined;
}

/** Of a header, or a field, that says when; undefined when it does not. */
export function timeOf(text: unknown): Date | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
