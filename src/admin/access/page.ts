import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNumberString, IsOptional, Matches, Max, MaxLength, Min } from 'class-validator';
import { IsOptionalField } from './fields';

/** Which page of a list is asked for. */
export class PageQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit = 50;

  @ApiPropertyOptional({ description: 'The page before had it as `nextCursor`.' })
  @IsOptional()
  @Matches(/^[\w-]{1,400}$/)
  cursor?: string;
}

/** The same of a list whose rows are numbered. */
export class NumberedPageQuery extends PageQuery {
  @IsOptionalField()
  @IsNumberString({ no_symbols: true })
  @MaxLength(15)
  declare cursor?: string;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A page of rows of which one more than the limit was asked for; the cursor names its last one. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  toItem: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = last !== undefined && rows.length > limit ? cursorOf(last) : null;
  return { items: shown.map(toItem), nextCursor };
}
