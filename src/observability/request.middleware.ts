import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { requestIdFrom, runInRequest } from './request-context';

/** Polled by machines every few seconds: of interest only when something is wrong. */
const QUIET_PATHS = /^\/(health|metrics)(\/|$)/;

/** Gives every request an id, and logs its end by route, never by its address, which may hold a conversation's id. */
export function observeRequests(log: Logger): RequestHandler {
  return (request, response, next) => {
    const requestId = requestIdFrom(request.headers['x-request-id']);
    response.setHeader('X-Request-Id', requestId);
    const startedAt = performance.now();
    const level = QUIET_PATHS.test(request.path) ? 'debug' : 'info';
    response.once('finish', () =>
      runInRequest(requestId, () => {
        const route = (request.route as { path?: unknown } | undefined)?.path;
        const ms = Math.round(performance.now() - startedAt);
        log[level](
          {
            method: request.method,
            route: typeof route === 'string' ? route : null,
            status: response.statusCode,
            ms,
          },
          'request',
        );
      }),
    );
    next();
  };
}

/**
 * Makes the request's id known to all code that works for it. Comes after the body parsers, because the body's last
 * bytes arrive in the connection's own asynchronous context.
 */
export const enterRequest: RequestHandler = (_request, response, next) => {
  runInRequest(String(response.getHeader('X-Request-Id')), next);
};
