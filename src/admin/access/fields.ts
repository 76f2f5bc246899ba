/** Constraints that several DTOs share. */
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { isEmail, IsString, Length, Matches, ValidateBy, ValidateIf } from 'class-validator';

/** PostgreSQL stores no NUL and no half of a surrogate pair; what people read has no control character at all. */
const PLAIN_CHARACTERS = /^[^\p{Cc}\p{Surrogate}]*$/u;

/** A text of one line, without white space around it. */
export function IsLine(longest: number, shortest = 1): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    Matches(PLAIN_CHARACTERS, { message: '$property must be one line of text' }),
    Length(shortest, longest),
    IsString(),
  );
}

/** An e-mail address; class-validator's own check throws at half of a surrogate pair. */
export function IsEmailAddress(): PropertyDecorator {
  return ValidateBy({
    name: 'isEmailAddress',
    validator: {
      validate: (value) => typeof value === 'string' && PLAIN_CHARACTERS.test(value) && isEmail(value),
      defaultMessage: () => '$property must be an email',
    },
  });
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
