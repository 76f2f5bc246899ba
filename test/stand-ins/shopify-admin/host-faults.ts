import type { Fault } from '../loopback';

/** "This error is returned instead of 500 Internal Server Error in most circumstances": with status 200. */
export function internalError(): Fault {
  const requestId = '1b355a21-7117-44c5-8d8b-8948082f40a8';
  return {
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      errors: [
        {
          message:
            'Internal error. Looks like something went wrong on our end.\n' +
            `Request ID: ${requestId} (include this in support requests).`,
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
        },
      ],
    }),
  };
}
