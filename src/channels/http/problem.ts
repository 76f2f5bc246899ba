import { HttpException } from '@nestjs/common';

interface ProblemOptions {
  /** Seconds after which the client may try again. */
  retryAfterS?: number;
  /** The field of the request that is at fault. */
  field?: string;
  headers?: Record<string, string>;
  cause?: unknown;
}

/**
 * What goes wrong in an HTTP request, told by a stable code; the filter makes RFC 9457 problem JSON of it.
 * `detail` is for the client's programmer and never quotes what was sent.
 * @example throw new Problem(404, 'CONVERSATION_UNKNOWN', 'There is no such conversation.');
 */
export class Problem extends HttpException {
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    readonly code: string,
    readonly detail: string,
    options: ProblemOptions = {},
  ) {
    super({ code, detail, ...(options.field === undefined ? {} : { field: options.field }) }, status, {
      cause: options.cause,
    });
    const { retryAfterS } = options;
    this.headers = {
      ...options.headers,
      ...(retryAfterS === undefined ? {} : { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterS))) }),
    };
  }
}
