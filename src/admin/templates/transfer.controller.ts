import {
  ConflictException,
  Controller,
  ForbiddenException,
  Get,
  Header,
  HttpCode,
  Post,
  Query,
  UnprocessableEntityException,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { TransferService, type ImportChange } from '../../templates';
import type { Actor } from '../access/actor';
import { AuditService } from '../access/audit.service';
import { CurrentActor, Requires } from '../access/requires.decorator';
import { mayActAs } from '../access/roles';
import { DtoPipe } from '../access/dto.pipe';
import { editorOf } from './editor';
import { GatedPublishingService } from './gated-publishing.service';
import { LargeJson } from './large-json';
import type { GoldenReport } from './publish-gate';
import { problemOf, templateUnknown } from './refusals';
import { ExportQuery, ImportDto, ImportQuery } from './templates.dto';

/** Some 3,000 templates as the shipped ones are. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;

interface ImportAnswer {
  changes: ImportChange[];
  /** Of what was published. */
  golden?: GoldenReport;
}

/** The catalogue as a file that can be kept in git, and taken to another shop. */
@ApiTags('templates')
@Controller('v1/admin/templates')
export class TransferController {
  constructor(
    private readonly transfer: TransferService,
    private readonly gated: GatedPublishingService,
    private readonly audit: AuditService,
  ) {}

  @Get('export')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Requires('viewer')
  @ApiOperation({ summary: 'The same bytes for the same catalogue, one value a line.' })
  @ApiQuery({ type: ExportQuery })
  async export(@Query(new DtoPipe(ExportQuery)) { id }: ExportQuery): Promise<string> {
    const templates = await this.transfer.export(id);
    if (!templates) throw templateUnknown();
    return `${JSON.stringify({ format: 1, templates }, null, 2)}\n`;
  }

  @Post('import')
  @HttpCode(200)
  @Requires('editor')
  @ApiOperation({ summary: 'Makes drafts of what an export says, or publishes it, all or none.' })
  @ApiQuery({ type: ImportQuery })
  @ApiBody({ type: ImportDto })
  async import(
    @Query(new DtoPipe(ImportQuery)) { dryRun, publish }: ImportQuery,
    @LargeJson(MAX_FILE_BYTES, new DtoPipe(ImportDto)) { templates }: ImportDto,
    @CurrentActor() actor: Actor,
  ): Promise<ImportAnswer> {
    if (publish && !mayActAs(actor.role, 'publisher')) {
      throw new ForbiddenException({
        code: 'ROLE_INSUFFICIENT',
        detail: 'Publishing needs the role publisher.',
      });
    }
    if (dryRun) return { changes: (await this.transfer.plan(templates)).changes };
    if (publish) return this.publish(templates, actor);
    const outcome = await this.transfer.importDrafts(templates, editorOf(actor, this.audit));
    return { changes: importedOrThrow(outcome) };
  }

  private async publish(templates: unknown[], actor: Actor): Promise<ImportAnswer> {
    const { changes, writes } = await this.transfer.plan(templates);
    if (writes.length < changes.filter(({ change }) => change !== 'same').length) throw refused(changes);
    const { golden, reasons } = await this.gated.pass(writes, {});
    const tried = new Set(writes.map(({ template }) => template.id));
    const editor = editorOf(actor, this.audit);
    const outcome = await this.transfer.importPublished(templates, tried, editor, reasons);
    return { changes: importedOrThrow(outcome), golden };
  }
}

function importedOrThrow(outcome: Awaited<ReturnType<TransferService['importPublished']>>): ImportChange[] {
  if (outcome.kind === 'imported') return outcome.changes;
  if (outcome.kind === 'refused') throw refused(outcome.changes);
  if (outcome.kind === 'untried') {
    const detail = 'Something was published meanwhile. Import again.';
    throw new ConflictException({ code: 'CATALOGUE_CHANGED', detail });
  }
  throw problemOf(outcome);
}

function refused(changes: ImportChange[]): UnprocessableEntityException {
  const detail = 'Nothing was imported: templates are invalid, or drafts say something else.';
  return new UnprocessableEntityException({ code: 'IMPORT_REFUSED', detail, changes });
}
