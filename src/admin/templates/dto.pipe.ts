import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';

/**
 * Makes a DTO of a body or query: 400 `FIELD_INVALID` names the first field at fault. Unknown fields are dropped, and
 * no body counts as an empty one.
 */
@Injectable()
export class DtoPipe<T extends object> implements PipeTransform<unknown, Promise<T>> {
  constructor(private readonly dto: new () => T) {}

  async transform(value: unknown): Promise<T> {
    const plain = value ?? {};
    if (typeof plain !== 'object' || Array.isArray(plain))
      throw invalid('', 'The body must be a JSON object');
    const dto = plainToInstance(this.dto, plain);
    const [error] = await validate(dto, { whitelist: true });
    if (!error) return dto;
    const [reason] = Object.values(error.constraints ?? error.children?.[0]?.constraints ?? {});
    throw invalid(error.property, reason ?? `${error.property} is not valid`);
  }
}

function invalid(field: string, reason: string): BadRequestException {
  return new BadRequestException({ code: 'FIELD_INVALID', detail: `${reason}.`, field });
}
