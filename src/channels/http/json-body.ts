import { json, type RequestHandler } from 'express';
import { Problem } from './problem';

/** What may be posted to an address; the first matching prefix counts. */
const LIMITS: { prefix: string; bytes: number }[] = [
  // The largest activity that the Bot Framework sends.
  { prefix: '/api/messages', bytes: 256 * 1024 },
  { prefix: '/', bytes: 64 * 1024 },
];

const parsers = LIMITS.map(({ prefix, bytes }) => ({
  prefix,
  bytes,
  parse: json({ limit: bytes, type: ['application/json', 'application/*+json'] }),
}));

/** Parses JSON bodies up to the address's limit. A body of another type is left unparsed. */
export const jsonBody: RequestHandler = (request, response, next) => {
  const found = parsers.find(({ prefix }) => request.path.startsWith(prefix));
  if (!found) return next();
  found.parse(request, response, (error?: unknown) => {
    if (error === undefined) next();
    else next(bodyProblem(error, found.bytes));
  });
};

function bodyProblem(error: unknown, limitBytes: number): unknown {
  const { status, type } = error as { status?: number; type?: string };
  if (status === 413) {
    return new Problem(413, 'BODY_TOO_LARGE', `The body may have ${limitBytes} bytes.`, {
      // What is left of the body is not read, so the connection cannot be used again.
      headers: { Connection: 'close' },
    });
  }
  if (type === 'request.aborted') return error;
  if (status !== undefined && status < 500)
    return new Problem(400, 'BODY_NOT_JSON', 'The body is not valid JSON.');
  return error;
}
