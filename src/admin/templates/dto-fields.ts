import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';

/** No U+0000 and no half of a surrogate pair: the database keeps neither. */
export const STORABLE = /^[^\0\p{Surrogate}]*$/u;

/** A text that the database can keep, or look for. */
export function IsText(maxLength: number): PropertyDecorator {
  const message = '$property has a character that cannot be stored';
  return applyDecorators(MaxLength(maxLength), IsString(), Matches(STORABLE, { message }));
}

export function IsOptionalText(maxLength: number): PropertyDecorator {
  return applyDecorators(IsOptional(), IsText(maxLength));
}

/** Of a query, where everything is text. What is no number stays as it is, for the checks to find. */
export function AsNumber(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
  );
}

/** A switch in a query: `true` is on. */
export function AsSwitch(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    value === 'true' ? true : value === 'false' ? false : value,
  );
}

/** Left as it came: what it has to be, others check. */
export function AsSent(): PropertyDecorator {
  return Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key]);
}
