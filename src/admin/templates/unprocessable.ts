import { UnprocessableEntityException } from '@nestjs/common';
import { TemplateInvalidError } from '../../templates';

/** A faulty template as an answer of the API, with all its faults; everything else stays what it is. */
export function asUnprocessable(error: unknown): unknown {
  if (!(error instanceof TemplateInvalidError)) return error;
  const detail = 'The template has faults.';
  return new UnprocessableEntityException({ code: error.code, detail, faults: error.faults });
}
