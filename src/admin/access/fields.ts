/** Constraints that several DTOs share. */
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsString, Length, Matches, ValidateIf } from 'class-validator';

/** PostgreSQL stores no NUL, and nothing that people read has any control character in it. */
const NO_CONTROL_CHARACTERS = /^\P{Cc}*$/u;

/** A text of one line, without white space around it. */
export function IsLine(longest: number, shortest = 1): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    Matches(NO_CONTROL_CHARACTERS, { message: '$property must be one line of text' }),
    Length(shortest, longest),
    IsString(),
  );
}

/** E-mails are compared and stored in lower case. */
export function InLowerCase(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.trim().toLowerCase() : value,
  );
}

/** NIST SP 800-63B: length counts, composition does not. */
export function IsNewPassword(): PropertyDecorator {
  return applyDecorators(Length(12, 200), IsString());
}

/** May be left out, but not null. */
export function IsOptionalField(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
