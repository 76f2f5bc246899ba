import { Body, Controller, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PublishingService } from '../../templates';
import type { Actor } from '../access/actor';
import { AuditService } from '../access/audit.service';
import { CurrentActor, Requires } from '../access/requires.decorator';
import { DtoPipe } from '../access/dto.pipe';
import { editorOf } from './editor';
import { GatedPublishingService } from './gated-publishing.service';
import { revisionOf } from './if-match';
import type { GoldenReport } from './publish-gate';
import { problemOf } from './refusals';
import { TemplateIdPipe } from './template-id.pipe';
import { PublishDraftDto, PublishDto, RollbackDto } from './templates.dto';

interface PublishAnswer {
  version: number;
  golden: GoldenReport;
}

/** What customers get: drafts and earlier versions in, templates out. */
@ApiTags('templates')
@Controller('v1/admin/templates/:id')
@Requires('publisher')
export class PublishingController {
  constructor(
    private readonly publishing: PublishingService,
    private readonly gated: GatedPublishingService,
    private readonly audit: AuditService,
  ) {}

  @Post('publish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Publishes the draft, if golden conversations still go as written.' })
  @ApiHeader({ name: 'If-Match', required: true })
  @ApiBody({ type: PublishDraftDto, required: false })
  async publish(
    @Param('id', TemplateIdPipe) id: string,
    @Body(new DtoPipe(PublishDraftDto)) body: PublishDraftDto,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentActor() actor: Actor,
  ): Promise<PublishAnswer> {
    const seen = { revision: revisionOf(ifMatch), replaces: body.replaces };
    const candidate = await this.publishing.publishableDraft(id, seen);
    if (candidate.kind !== 'publishable') throw problemOf(candidate);
    const { template, templateKind: kind } = candidate;
    const { golden, reasons } = await this.gated.pass([{ template, kind }], body);
    const outcome = await this.publishing.publishDraft(id, seen, editorOf(actor, this.audit), reasons);
    if (outcome.kind !== 'published') throw problemOf(outcome);
    return { version: outcome.version, golden };
  }

  @Post('rollback')
  @HttpCode(200)
  @ApiOperation({ summary: 'Publishes an earlier version as the next one.' })
  @ApiBody({ type: RollbackDto })
  async rollBack(
    @Param('id', TemplateIdPipe) id: string,
    @Body(new DtoPipe(RollbackDto)) body: RollbackDto,
    @CurrentActor() actor: Actor,
  ): Promise<PublishAnswer> {
    const candidate = await this.publishing.publishableVersion(id, body.version);
    if (candidate.kind !== 'publishable') throw problemOf(candidate);
    const { template, templateKind: kind } = candidate;
    const { golden, reasons } = await this.gated.pass([{ template, kind }], body);
    const editor = editorOf(actor, this.audit);
    const outcome = await this.publishing.rollBack(id, body.version, editor, reasons);
    if (outcome.kind !== 'published') throw problemOf(outcome);
    return { version: outcome.version, golden };
  }

  @Post('archive')
  @HttpCode(204)
  @ApiOperation({
    summary:
      'Takes the template out of the catalogue, if golden conversations go on as written; its history stays.',
  })
  @ApiBody({ type: PublishDto, required: false })
  async archive(
    @Param('id', TemplateIdPipe) id: string,
    @Body(new DtoPipe(PublishDto)) body: PublishDto,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    const candidate = await this.publishing.archivable(id);
    if (candidate.kind === 'archived') return;
    if (candidate.kind !== 'archivable') throw problemOf(candidate);
    const { reasons } = await this.gated.pass([], body, [id]);
    const outcome = await this.publishing.archive(id, editorOf(actor, this.audit), reasons);
    if (outcome.kind !== 'archived') throw problemOf(outcome);
  }
}
