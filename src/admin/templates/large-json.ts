import {
  BadRequestException,
  createParamDecorator,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import type { Request } from 'express';
import { isTooDeep, readAtMost } from '../../common';

/** The JSON body of a route that takes more than others do. It is read when the guard has let the request through. */
export function LargeJson(maxBytes: number, pipe: PipeTransform): ParameterDecorator {
  const read = createParamDecorator((_: unknown, context: ExecutionContext) =>
    readJson(context.switchToHttp().getRequest<Request>(), maxBytes),
  );
  return read(undefined, pipe);
}

async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  // The address was written in another way than ours, so it was read as any other.
  if (request.body !== undefined) return request.body;
  if (!request.is('json')) throw notJson('A JSON body is needed, sent as application/json.');
  const json = parse((await readAtMost(maxBytes, request)).toString('utf8'));
  if (isTooDeep(json)) throw notJson('The body has too many levels within each other.');
  return json;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson('The body is not valid JSON.');
  }
}

function notJson(detail: string): BadRequestException {
  return new BadRequestException({ code: 'BODY_NOT_JSON', detail });
}
