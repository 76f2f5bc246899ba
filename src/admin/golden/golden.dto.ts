import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsObject, IsOptional, IsString } from 'class-validator';
import type { TemplateKind } from '../../templates';
import { IsText } from '../templates/dto-fields';

const KINDS: TemplateKind[] = ['answer', 'act', 'prompt'];

/** A template that is not saved. */
export class CandidateDto {
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject()
  template?: object;

  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @IsIn(KINDS)
  kind?: TemplateKind;
}

export class GoldenScriptDto {
  @ApiProperty({ example: '## Opening hours\n> when are you open?\n< store_hours' })
  @IsText(50_000)
  script!: string;
}

export class GoldenRunDto extends CandidateDto {
  @ApiPropertyOptional({ description: 'Those that touch the template, or all, unless named.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  names?: string[];
}
