import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { allowedMethods } from './allowed-methods';
import { Problem } from './problem';
import { problemBody, problemOf } from './problem-of';

/** The one place where anything thrown becomes an answer: problem JSON, never a stack trace. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const { status, headers, fields } = problemOf(whenNoRoute(thrown, request));
    if (status >= 500 && fields.code === 'INTERNAL') this.logger.error({ error: thrown }, 'a request failed');
    if (response.headersSent) {
      // Half an answer cannot be taken back; closing the connection tells the client that it is not whole.
      response.destroy();
      return;
    }
    const requestId = String(response.getHeader('X-Request-Id') ?? '');
    response
      .status(status)
      .set(headers)
      .type('application/problem+json')
      .send(JSON.stringify(problemBody(status, fields, requestId)));
  }
}

/** Nest throws the same for an unknown path and for a known one asked with another method. */
function whenNoRoute(thrown: unknown, request: Request): unknown {
  if (!(thrown instanceof NotFoundException) || request.route) return thrown;
  const methods = allowedMethods(request);
  if (methods.length === 0) return new Problem(404, 'NOT_FOUND', 'There is nothing at this address.');
  const allow = methods.join(', ');
  return new Problem(405, 'METHOD_NOT_ALLOWED', `This address answers to ${allow}.`, {
    headers: { Allow: allow },
  });
}
