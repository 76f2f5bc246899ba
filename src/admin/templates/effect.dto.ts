import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import type { TemplateKind } from '../../templates';

/** Of a template what it is chosen by; the rest may still be faulty. */
export class ChosenByDto {
  @ApiProperty({ example: 'engraving' })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  id!: string;

  @ApiProperty({ example: 'The customer asks whether something can be engraved.' })
  @IsString()
  @MaxLength(1_000)
  description!: string;

  @ApiProperty({ example: ['Can you engrave a name on it?'] })
  @IsArray()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @MaxLength(1_000, { each: true })
  examples!: string[];
}

export class EffectDto {
  @ApiProperty({ description: 'A template; its id, description and examples count.' })
  @IsObject()
  @ValidateNested()
  @Type(() => ChosenByDto)
  template!: ChosenByDto;

  @ApiPropertyOptional({ enum: ['answer', 'act', 'prompt'] })
  @IsOptional()
  @IsIn(['answer', 'act', 'prompt'])
  kind?: TemplateKind;
}
