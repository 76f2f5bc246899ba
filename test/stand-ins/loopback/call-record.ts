import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came in, and how it was answered. */
export interface RecordedCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  /** Null: no answer was sent. */
  status: number | null;
}
