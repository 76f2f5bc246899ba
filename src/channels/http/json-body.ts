import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { isTooDeep } from '../../common';
import { Problem } from './problem';

/** Bot Framework activities, and templates in many languages, may be larger than what else our own clients send. */
const LARGER = ['/api/messages', '/v1/admin/templates/'];
const LARGER_BYTES = 256 * 1024;
/** As large as a whole catalogue: read by its route, once it is known who sends it. */
const READ_LATER = '/v1/admin/templates/import';
/** Signed by their bytes, which their routes read. */
const RAW = /^\/webhooks\//i;
const BODY_BYTES = 64 * 1024;

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/** Parses JSON bodies up to the address's limit, and makes problems of those that are not. */
export function parseJsonBodies(app: NestExpressApplication): void {
  const isLarger = ({ url = '' }: IncomingMessage): boolean => LARGER.some((path) => url.startsWith(path));
  const isNow = (request: IncomingMessage): boolean =>
    isJson(request) && request.url?.split('?')[0] !== READ_LATER && !RAW.test(request.url ?? '');
  app.useBodyParser('json', {
    limit: LARGER_BYTES,
    type: (request: IncomingMessage) => isLarger(request) && isNow(request),
  });
  app.useBodyParser('json', {
    limit: BODY_BYTES,
    type: (request: IncomingMessage) => !isLarger(request) && isNow(request),
  });
  app.use(bodyProblems);
  app.use(refuseDepth);
}

function isJson(request: IncomingMessage): boolean {
  return JSON_TYPE.test(request.headers['content-type'] ?? '');
}

const refuseDepth: RequestHandler = ({ body }, _response, next) => {
  const isRefused = isTooDeep(body);
  next(
    isRefused
      ? new Problem(400, 'BODY_NOT_JSON', 'The body has too many levels within each other.')
      : undefined,
  );
};

/** Express knows an error handler by its four parameters. */
const bodyProblems: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const { status, type, limit } = error as { status?: number; type?: string; limit?: number };
  if (type === 'entity.too.large') {
    // What is left of the body is not read, so the connection cannot be used again.
    const headers = { Connection: 'close' };
    next(new Problem(413, 'BODY_TOO_LARGE', `The body may have ${limit} bytes.`, { headers }));
  } else if (status !== undefined && status < 500 && type !== 'request.aborted') {
    next(new Problem(400, 'BODY_NOT_JSON', 'The body is not valid JSON.'));
  } else {
    next(error);
  }
};
