import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { AppError } from '../../common';
import { Problem } from './problem';

/** Faults that the client can wait out, for the dialog recorded nothing; every other fault is an internal error. */
const PASSING_FAULTS: Record<string, string> = {
  NLU_OVERLOADED: 'Too many messages are waiting. Try again in a moment.',
  CONVERSATION_BUSY: 'The conversation is being answered elsewhere. Try again in a moment.',
  REHEARSAL_BUSY: 'Too many trials are waiting. Try again in a moment.',
  REHEARSAL_TIMEOUT: 'The trial took too long, for others go first. Try again in a moment.',
};

/** Whether the same request may be answered in a moment. */
export function isPassing(thrown: unknown): boolean {
  return thrown instanceof AppError && Object.hasOwn(PASSING_FAULTS, thrown.code);
}

const CODES_BY_STATUS: Record<number, string> = {
  400: 'REQUEST_INVALID',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'BODY_TOO_LARGE',
  415: 'BODY_NOT_JSON',
};

/** The fields of RFC 9457, and ours: `code`, `requestId`, and what a problem adds. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  [extension: string]: unknown;
}

/** What a thrown value comes to over HTTP. Its message goes no further, unless it was written for clients. */
export function problemOf(thrown: unknown): {
  status: number;
  headers: Record<string, string>;
  fields: ProblemFields;
} {
  if (thrown instanceof Problem) {
    return {
      status: thrown.getStatus(),
      headers: thrown.headers,
      fields: thrown.getResponse() as ProblemFields,
    };
  }
  if (thrown instanceof HttpException) return { headers: {}, ...fromNest(thrown) };
  const passing = thrown instanceof AppError ? PASSING_FAULTS[thrown.code] : undefined;
  if (thrown instanceof AppError && passing !== undefined) {
    return { status: 503, headers: { 'Retry-After': '1' }, fields: { code: thrown.code, detail: passing } };
  }
  return {
    status: 500,
    headers: {},
    fields: { code: 'INTERNAL', detail: 'Something went wrong on our side.' },
  };
}

export function problemBody(status: number, fields: ProblemFields, requestId: string): ProblemBody {
  const { code, detail, ...extensions } = fields;
  const slug = code.toLowerCase().replaceAll('_', '-');
  const words = slug.replaceAll('-', ' ');
  return {
    type: `urn:storedesk:problem:${slug}`,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    status,
    detail,
    code,
    requestId,
    ...extensions,
  };
}

interface ProblemFields {
  code: string;
  detail: string;
  [extension: string]: unknown;
}

/** Other folders throw Nest's exceptions with `{ code, detail }`; Nest's own carry neither. */
function fromNest(exception: HttpException): { status: number; fields: ProblemFields } {
  const status = exception.getStatus();
  const response = exception.getResponse();
  if (typeof response === 'object' && 'code' in response && 'detail' in response) {
    return { status, fields: response as ProblemFields };
  }
  const code = CODES_BY_STATUS[status] ?? (status >= 500 ? 'INTERNAL' : 'REQUEST_INVALID');
  return { status, fields: { code, detail: `${STATUS_CODES[status] ?? 'Error'}.` } };
}
