import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Put,
  Query,
  UnprocessableEntityException,
} from '@nestjs/common';
import type { Actor } from '../access/actor';
import { DtoPipe, invalid } from '../access/dto.pipe';
import { pageOf, PageQuery, type Page } from '../access/page';
import { CurrentActor, Requires } from '../access/requires.decorator';
import type { GoldenReport } from '../templates/publish-gate';
import { asUnprocessable } from '../templates/unprocessable';
import { GoldenRunDto, GoldenScriptDto } from './golden.dto';
import { ScriptInvalidError } from './golden.errors';
import { GoldenService, type Golden } from './golden.service';

const UNKNOWN = { code: 'GOLDEN_UNKNOWN', detail: 'There is no such golden conversation.' };
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Conversations that have to go as written before a template that they touch is published. */
@Controller('v1/admin/golden')
@Requires('viewer')
export class GoldenController {
  constructor(private readonly golden: GoldenService) {}

  @Get()
  async list(@Query(new DtoPipe(PageQuery)) { limit, cursor }: PageQuery): Promise<Page<Golden>> {
    const rows = await this.golden.list(limit, cursor);
    return pageOf(
      rows,
      limit,
      (row) => this.golden.shown(row),
      ({ name }) => name,
    );
  }

  @Put(':name')
  @Requires('editor')
  async save(
    @CurrentActor() actor: Actor,
    @Param('name') name: string,
    @Body(new DtoPipe(GoldenScriptDto)) { script }: GoldenScriptDto,
  ): Promise<Golden> {
    if (!NAME.test(name)) throw invalid('A name is small letters, digits and "-", at most 64.', 'name');
    try {
      const saved = await this.golden.save(actor, name, script);
      if (!saved) throw new NotFoundException(UNKNOWN);
      return saved;
    } catch (error) {
      if (!(error instanceof ScriptInvalidError)) throw error;
      const { code, line, reason } = error;
      throw new UnprocessableEntityException({ code, detail: reason, line });
    }
  }

  @Delete(':name')
  @HttpCode(204)
  @Requires('editor')
  async remove(@CurrentActor() actor: Actor, @Param('name') name: string): Promise<void> {
    const removed = NAME.test(name) ? await this.golden.remove(actor, name) : 'unknown';
    if (removed === 'unknown') throw new NotFoundException(UNKNOWN);
  }

  @Post('run')
  @HttpCode(200)
  async run(@Body(new DtoPipe(GoldenRunDto)) { names, template, kind }: GoldenRunDto): Promise<GoldenReport> {
    try {
      const report = await this.golden.run(names, template && { template, kind });
      if ('unknown' in report) throw new NotFoundException({ ...UNKNOWN, names: report.unknown });
      return report;
    } catch (error) {
      throw asUnprocessable(error);
    }
  }
}
