import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Put, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { DraftsService, type Draft } from '../../templates';
import type { Actor } from '../access/actor';
import { AuditService } from '../access/audit.service';
import { CurrentActor, Requires } from '../access/requires.decorator';
import { DtoPipe } from '../access/dto.pipe';
import { editorOf } from './editor';
import { etagOf, revisionOf } from './if-match';
import { problemOf, templateUnknown } from './refusals';
import { TemplateIdPipe } from './template-id.pipe';
import { TemplateDto } from './templates.dto';

/** Work on a template; nobody overwrites what they have not seen. */
@ApiTags('templates')
@Controller('v1/admin/templates/:id/draft')
export class DraftsController {
  constructor(
    private readonly drafts: DraftsService,
    private readonly audit: AuditService,
  ) {}

  @Get()
  @Requires('viewer')
  @ApiOperation({ summary: 'The draft or, with revision 0, the version last published.' })
  async find(
    @Param('id', TemplateIdPipe) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Draft> {
    const draft = await this.drafts.find(id);
    if (!draft) throw templateUnknown();
    response.setHeader('ETag', etagOf(draft.revision));
    return draft;
  }

  @Put()
  @Requires('editor')
  @ApiOperation({ summary: 'Saves the draft, if it has no faults.' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'Needed where there is a draft.' })
  @ApiBody({ type: TemplateDto })
  async save(
    @Param('id', TemplateIdPipe) id: string,
    @Body(new DtoPipe(TemplateDto)) { template, kind }: TemplateDto,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Draft> {
    const editor = editorOf(actor, this.audit);
    const outcome = await this.drafts.save(id, template, kind, revisionOf(ifMatch), editor);
    if (outcome.kind !== 'saved') throw problemOf(outcome);
    response.setHeader('ETag', etagOf(outcome.draft.revision));
    return outcome.draft;
  }

  @Delete()
  @HttpCode(204)
  @Requires('editor')
  @ApiOperation({ summary: 'Throws the draft away.' })
  @ApiHeader({ name: 'If-Match', required: true })
  async discard(
    @Param('id', TemplateIdPipe) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    const outcome = await this.drafts.discard(id, revisionOf(ifMatch), editorOf(actor, this.audit));
    if (outcome.kind !== 'discarded') throw problemOf(outcome);
  }
}
