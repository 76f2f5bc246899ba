import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  CataloguePort,
  checkCandidate,
  HistoryService,
  TemplateListService,
  type Template,
  type TemplateFault,
  type TemplateVersion,
} from '../../templates';
import { Requires } from '../access/requires.decorator';
import { DtoPipe } from '../access/dto.pipe';
import { templateUnknown } from './refusals';
import { TemplateIdPipe } from './template-id.pipe';
import { ListQuery, TemplateDto, VersionsQuery } from './templates.dto';

/** The templates as they are, for staff to look at. */
@ApiTags('templates')
@Controller('v1/admin/templates')
@Requires('viewer')
export class TemplatesController {
  constructor(
    private readonly templates: TemplateListService,
    private readonly history: HistoryService,
    private readonly catalogue: CataloguePort,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Finds templates, published, archived and drafts.' })
  @ApiQuery({ type: ListQuery })
  async list(@Query(new DtoPipe(ListQuery)) query: ListQuery): Promise<unknown> {
    const { limit, cursor, ...filter } = query;
    return this.templates.list(filter, limit, cursor);
  }

  @Post('check')
  @HttpCode(200)
  @ApiOperation({ summary: 'Lists all faults of a template, and saves nothing.' })
  @ApiBody({ type: TemplateDto })
  check(@Body(new DtoPipe(TemplateDto)) body: TemplateDto): { faults: TemplateFault[] } {
    const { id } = (body.template ?? {}) as Partial<Template>;
    const takenBy = typeof id === 'string' ? this.catalogue.find(id)?.kind : undefined;
    const check = checkCandidate(body.template, body.kind ?? takenBy ?? 'answer', {
      takenBy,
      defaultLocale: this.catalogue.defaultLocale,
    });
    return { faults: check.kind === 'invalid' ? check.faults : check.warnings };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A template as it is in the catalogue, or was before it was archived.' })
  async find(@Param('id', TemplateIdPipe) id: string): Promise<unknown> {
    const found = await this.templates.find(id);
    if (!found) throw templateUnknown();
    return found;
  }

  @Get(':id/versions')
  @ApiOperation({ summary: 'Every version that was ever published, newest first.' })
  @ApiQuery({ type: VersionsQuery })
  async versions(
    @Param('id', TemplateIdPipe) id: string,
    @Query(new DtoPipe(VersionsQuery)) { limit, cursor }: VersionsQuery,
  ): Promise<{ items: TemplateVersion[]; nextCursor: string | null }> {
    const page = await this.history.versions(id, limit, cursor);
    if (!page) throw templateUnknown();
    return page;
  }
}
