import { BadRequestException, Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, MinLength, validate } from 'class-validator';
import { plainToInstance } from 'class-transformer';
import { NluPort, toParseResult, type ParseResult } from '../nlu';
import { CataloguePort } from '../templates';
import { Requires } from './access/requires.decorator';

export class ParseDto {
  @ApiProperty({ example: 'where is my order #W1001?' })
  @IsString()
  @MinLength(1)
  @MaxLength(10_000)
  text!: string;

  @ApiPropertyOptional({ description: "The bot's previous message." })
  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  context?: string;
}

/** The model alone, for staff who want to see how a message is understood. */
@Controller('v1/admin/nlu')
@Requires('viewer')
export class ParseController {
  constructor(
    private readonly nlu: NluPort,
    private readonly catalogue: CataloguePort,
  ) {}

  @Post('parse')
  @HttpCode(200)
  async parse(@Body() body: unknown): Promise<ParseResult> {
    const message = plainToInstance(ParseDto, body ?? {});
    const [fault] = await validate(message);
    if (fault)
      throw new BadRequestException({ code: 'FIELD_INVALID', detail: `${fault.property} is not valid.` });
    const understanding = await this.nlu.understand(message.text, message.context, 'all');
    return toParseResult(understanding, (id) => this.catalogue.find(id)?.kind === 'answer');
  }
}
