import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';

/**
 * Makes a DTO of a body or query: 400 `FIELD_INVALID` names the first field at fault. Unknown fields are dropped, and
 * no body counts as an empty one.
 * @example create(@Body(new DtoPipe(NewUserDto)) user: NewUserDto)
 */
@Injectable()
export class DtoPipe<T extends object> implements PipeTransform<unknown, Promise<T>> {
  constructor(private readonly dto: new () => T) {}

  async transform(value: unknown): Promise<T> {
    const plain = value ?? {};
    if (typeof plain !== 'object' || Array.isArray(plain))
      throw invalid('The body must be a JSON object.', '');
    const dto = plainToInstance(this.dto, plain);
    const [fault] = await validate(dto, { whitelist: true });
    if (!fault) return dto;
    const constraints = fault.constraints ?? fault.children?.[0]?.constraints ?? {};
    const [reason = `${fault.property} is not valid`] = Object.values(constraints);
    throw invalid(`${reason}.`, fault.property);
  }
}

export function invalid(detail: string, field: string): BadRequestException {
  return new BadRequestException({ code: 'FIELD_INVALID', detail, field });
}
