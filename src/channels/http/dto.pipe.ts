import { Injectable, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { Problem } from './problem';

/**
 * Makes a DTO of a body or query. A constraint can name its own code: `@MaxLength(9, withCode('TEXT_TOO_LONG'))`;
 * all others are FIELD_INVALID. Unknown fields are dropped.
 */
@Injectable()
export class DtoPipe<T extends object> implements PipeTransform<unknown, Promise<T>> {
  constructor(
    private readonly dto: new () => T,
    private readonly options: { isOptional?: boolean } = {},
  ) {}

  async transform(value: unknown): Promise<T> {
    if (value === undefined && !this.options.isOptional) {
      throw new Problem(400, 'BODY_NOT_JSON', 'A JSON body is needed, sent as application/json.');
    }
    const plain = value ?? {};
    if (typeof plain !== 'object' || Array.isArray(plain)) {
      throw new Problem(400, 'FIELD_INVALID', 'The body must be a JSON object.', { field: '' });
    }
    const dto = plainToInstance(this.dto, plain);
    const [error] = await validate(dto, { whitelist: true });
    if (error) throw fieldProblem(error);
    return dto;
  }
}

/** Options of a class-validator decorator that make its failure a problem with this code. */
export function withCode(code: string): { context: { code: string } } {
  return { context: { code } };
}

function fieldProblem({ property, constraints = {}, contexts = {} }: ValidationError): Problem {
  // A number has no length either: a wrong type is told as such, not as "too long".
  const names = Object.keys(constraints);
  const name = names.find((each) => contexts[each] === undefined) ?? names[0] ?? '';
  const code = (contexts[name] as { code?: string } | undefined)?.code ?? 'FIELD_INVALID';
  return new Problem(400, code, `${constraints[name] ?? `${property} is not valid`}.`, { field: property });
}
