/** Constraints that the DTOs of our own event format share. */
import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsObject,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { isAmount, isCurrency } from '../payload/money';
import { pageAt, parseInstant } from '../payload/payload-fields';
import { plainLine, plainText } from '../payload/plain-text';

const LONGEST_ID = 100;
const LONGEST_LINE = 500;
const LONGEST_TEXT = 8_000;
const MOST_ATTRIBUTES = 100;
const MOST_NAMES = 500;
/** More lines than any order has. */
const LONGEST_LIST = 2_000;
const MOST_UNITS = 1_000_000_000;

function must(
  name: string,
  validate: (value: unknown) => boolean,
  options?: ValidationOptions,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate } }, options);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** May be left out or be null. */
export function MayBeNull(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined && value !== null);
}

/** An id is compared, so it is refused rather than cleaned. */
export function IsId(options?: ValidationOptions): PropertyDecorator {
  const isId = (value: unknown): boolean =>
    isText(value) && value !== '' && plainLine(value, LONGEST_ID) === value;
  return must('isId', isId, options);
}

/** A text of one line; control characters become spaces, and it is cut. */
export function IsCleanLine(): PropertyDecorator {
  return cleaned('isCleanLine', (text) => plainLine(text, LONGEST_LINE));
}

/** The same with line breaks. */
export function IsCleanText(): PropertyDecorator {
  return cleaned('isCleanText', (text) => plainText(text, LONGEST_TEXT));
}

function cleaned(name: string, clean: (text: string) => string): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (isText(value) ? clean(value) : value)),
    must(name, (value) => isText(value) && value !== ''),
  );
}

/** A time with its zone, such as `2026-03-02T09:00:00Z`. */
export function IsInstant(): PropertyDecorator {
  return must('isInstant', (value) => isText(value) && parseInstant(value) !== undefined);
}

/** A decimal as a text, such as `"19.95"`. */
export function IsDecimal(): PropertyDecorator {
  return must('isDecimal', (value) => isText(value) && isAmount(value));
}

export function IsCurrencyCode(): PropertyDecorator {
  return must('isCurrencyCode', (value) => isText(value) && isCurrency(value));
}

export function IsPage(): PropertyDecorator {
  return must('isPage', (value) => isText(value) && pageAt(value) !== null);
}

export function IsUnits(fewest: number): PropertyDecorator {
  return applyDecorators(IsInt(), Min(fewest), Max(MOST_UNITS));
}

/** An object that is a DTO of its own. */
export function IsNested(dto: () => new () => object): PropertyDecorator {
  return applyDecorators(IsObject(), ValidateNested(), Type(dto));
}

/** A list of such objects. */
export function IsListOf(dto: () => new () => object, longest = LONGEST_LIST): PropertyDecorator {
  return applyDecorators(
    IsArray(),
    ArrayMaxSize(longest),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(dto),
  );
}

/** A list of short names, such as categories. */
export function AreNames(): PropertyDecorator {
  const areNames = (value: unknown): boolean =>
    Array.isArray(value) &&
    value.length <= MOST_NAMES &&
    value.every((name) => isText(name) && name !== '' && plainLine(name, LONGEST_LINE) === name);
  return must('areNames', areNames);
}

/** Names and what they are, such as `{ "material": "oak" }`. */
export function IsTextMap(): PropertyDecorator {
  const isMap = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length <= MOST_ATTRIBUTES &&
    Object.values(value).every(isText);
  return must('isTextMap', isMap);
}
