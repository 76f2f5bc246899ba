import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  Equals,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { TEMPLATE_KINDS, TEMPLATE_STATES, type TemplateFilter, type TemplateKind } from '../../templates';
import { AsNumber, AsSent, AsSwitch, IsOptionalText, IsText, STORABLE } from './dto-fields';

const MAX_LIMIT = 200;
const MAX_VERSION = 2 ** 31 - 1;
const MAX_NOTE = 500;
const MAX_IMPORT = 5000;

export class PageQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: MAX_LIMIT, default: 50 })
  @AsNumber()
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  limit = 50;
}

export class ListQuery extends PageQuery implements TemplateFilter {
  @ApiPropertyOptional({ description: 'Part of an id, a description, an example or a body.' })
  @IsOptionalText(200)
  search?: string;

  @ApiPropertyOptional({ enum: TEMPLATE_KINDS })
  @IsOptional()
  @IsIn(TEMPLATE_KINDS)
  kind?: TemplateKind;

  @ApiPropertyOptional({ enum: TEMPLATE_STATES })
  @IsOptional()
  @IsIn(TEMPLATE_STATES)
  state?: TemplateFilter['state'];

  @ApiPropertyOptional({ description: 'The last id of the page before.' })
  @IsOptionalText(64)
  cursor?: string;
}

export class VersionsQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'The last version of the page before.' })
  @IsOptional()
  @AsNumber()
  @IsInt()
  @Min(1)
  cursor?: number;
}

/** A template in a request, checked by `checkTemplate`. */
export class TemplateDto {
  @ApiProperty({ type: Object, description: 'As in docs/api.md.' })
  @AsSent()
  @Allow()
  template: unknown;

  @ApiPropertyOptional({ enum: TEMPLATE_KINDS })
  @IsOptional()
  @IsIn(TEMPLATE_KINDS)
  kind?: TemplateKind;
}

export class OverrideDto {
  @ApiProperty({ description: 'Why it is done although golden conversations fail.' })
  @IsText(MAX_NOTE)
  @Matches(/\S/, { message: 'reason says nothing' })
  reason!: string;
}

/** Why something is published, or archived. */
export class PublishDto {
  @ApiPropertyOptional()
  @IsOptionalText(MAX_NOTE)
  note?: string;

  @ApiPropertyOptional({ type: OverrideDto })
  @IsOptional()
  // A list of none would pass as one whose every member has a reason.
  @IsObject()
  @Type(() => OverrideDto)
  @ValidateNested()
  override?: OverrideDto;
}

export class PublishDraftDto extends PublishDto {
  @ApiPropertyOptional({
    minimum: 1,
    description: 'A version, published after the draft was begun, that it may replace.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_VERSION)
  replaces?: number;
}

export class RollbackDto extends PublishDto {
  @ApiProperty({ minimum: 1 })
  @IsInt()
  @Min(1)
  @Max(MAX_VERSION)
  version!: number;
}

export class ExportQuery {
  @ApiPropertyOptional({ type: [String], description: 'Left out: the whole catalogue.' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @IsArray()
  @ArrayMaxSize(MAX_IMPORT)
  @IsString({ each: true })
  @Matches(STORABLE, { each: true, message: '$property has a character that cannot be stored' })
  id?: string[];
}

export class ImportQuery {
  @ApiPropertyOptional({ description: 'Only says what would change.' })
  @AsSwitch()
  @IsBoolean()
  dryRun = false;

  @ApiPropertyOptional({ description: 'Publishes instead of making drafts.' })
  @AsSwitch()
  @IsBoolean()
  publish = false;
}

/** What the export gives. */
export class ImportDto {
  @ApiProperty({ enum: [1] })
  @Equals(1)
  format!: number;

  @ApiProperty({ type: [Object] })
  @AsSent()
  @IsArray()
  @ArrayMaxSize(MAX_IMPORT)
  templates!: unknown[];
}
