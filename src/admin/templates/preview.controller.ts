import { gzipSync } from 'node:zlib';
import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Post,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsString, MaxLength, validate } from 'class-validator';
import type { Request, Response } from 'express';
import { CHANNEL_NAMES, OUTCOMES, type ChannelName, type Outcome } from '../../common';
import {
  bodyLanguage,
  CataloguePort,
  PreviewService,
  type BodyLanguage,
  type Preview,
  type TemplateKind,
} from '../../templates';
import { Requires } from '../access/requires.decorator';
import { PreviewFactsService, type FactSet } from './preview-facts.service';

const KINDS: readonly TemplateKind[] = ['answer', 'act', 'prompt'];
const BODY_KEYS = [...OUTCOMES, 'confirm'] as const;

export class PreviewDto {
  @ApiProperty({ type: Object, description: 'The template as far as it is written.' })
  @IsObject()
  template!: object;

  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @IsIn(KINDS)
  kind?: TemplateKind;

  @ApiProperty({ example: 'en' })
  @IsString()
  @MaxLength(35)
  locale!: string;

  @ApiProperty({ enum: BODY_KEYS })
  @IsIn(BODY_KEYS)
  outcome!: Outcome | 'confirm';

  @ApiPropertyOptional({ enum: CHANNEL_NAMES })
  @IsOptional()
  @IsIn(CHANNEL_NAMES)
  channel?: ChannelName;

  @ApiPropertyOptional({ example: 'order:W1001' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  facts?: string;
}

interface Facts {
  items: FactSet[];
  language: BodyLanguage;
  /** In which a new template begins. */
  defaultLocale: string;
}

/** What a template says with the shop's facts, before anyone else can see it. */
@Controller('v1/admin/templates')
@Requires('viewer')
export class PreviewController {
  constructor(
    private readonly previews: PreviewService,
    private readonly factSets: PreviewFactsService,
    private readonly catalogue: CataloguePort,
  ) {}

  @Post('preview')
  @HttpCode(200)
  async preview(@Body() body: unknown): Promise<Preview> {
    const { kind = 'answer', facts: name, ...request } = await read(body);
    const set = await this.factSets.find(name);
    if (!set)
      throw new NotFoundException({ code: 'FACTS_UNKNOWN', detail: 'There are no facts of that name.' });
    return this.previews.preview({ ...request, kind, facts: set.facts });
  }

  @Get('facts')
  async facts(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Facts | StreamableFile> {
    const { defaultLocale } = this.catalogue;
    const facts: Facts = { items: await this.factSets.list(), language: bodyLanguage(), defaultLocale };
    response.set('Vary', 'Accept-Encoding');
    if (!request.acceptsEncodings('gzip')) return facts;
    // A hundred kilobytes of much the same, before an editor can open; seven when packed.
    response.set('Content-Encoding', 'gzip');
    return new StreamableFile(gzipSync(JSON.stringify(facts)), { type: 'application/json; charset=utf-8' });
  }
}

async function read(body: unknown): Promise<PreviewDto> {
  const isRecord = typeof body === 'object' && body !== null && !Array.isArray(body);
  const dto = plainToInstance(PreviewDto, isRecord ? body : {});
  const [fault] = await validate(dto);
  if (!fault) return dto;
  const { property: field } = fault;
  throw new BadRequestException({ code: 'FIELD_INVALID', detail: `${field} is not valid.`, field });
}
