import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  PreconditionFailedException,
  Put,
  Query,
  Res,
  UnprocessableEntityException,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor } from '../access/actor';
import { DtoPipe, invalid } from '../access/dto.pipe';
import { pageOf, PageQuery, type Page } from '../access/page';
import { CurrentActor, Requires } from '../access/requires.decorator';
import { etagOf } from '../templates/if-match';
import type { GoldenReport } from '../templates/publish-gate';
import { asUnprocessable } from '../templates/unprocessable';
import { GoldenRunDto, GoldenScriptDto } from './golden.dto';
import { ScriptInvalidError } from './golden.errors';
import { GoldenService, type Expected, type Golden } from './golden.service';

const UNKNOWN = { code: 'GOLDEN_UNKNOWN', detail: 'There is no such golden conversation.' };
const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'The `revision` that was read: 412 where another saved meanwhile.',
};
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
  @ApiHeader(IF_MATCH)
  @ApiHeader({ name: 'If-None-Match', required: false, description: '`*`: only where there is none yet.' })
  async save(
    @CurrentActor() actor: Actor,
    @Param('name') name: string,
    @Body(new DtoPipe(GoldenScriptDto)) { script }: GoldenScriptDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Golden> {
    if (!NAME.test(name)) throw invalid('A name is small letters, digits and "-", at most 64.', 'name');
    try {
      const expected = ifNoneMatch === '*' ? 'none' : expectedBy(ifMatch);
      const outcome = await this.golden.save(actor, name, script, expected);
      const found = await this.golden.find(name);
      if (outcome === 'changed') throw changed(found);
      if (!found) throw new NotFoundException(UNKNOWN);
      response.setHeader('ETag', etagOf(found.revision));
      return found;
    } catch (error) {
      if (!(error instanceof ScriptInvalidError)) throw error;
      const { code, line, reason } = error;
      throw new UnprocessableEntityException({ code, detail: reason, line });
    }
  }

  @Delete(':name')
  @HttpCode(204)
  @Requires('editor')
  @ApiHeader(IF_MATCH)
  async remove(
    @CurrentActor() actor: Actor,
    @Param('name') name: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    const outcome = NAME.test(name) ? await this.golden.remove(actor, name, expectedBy(ifMatch)) : 'unknown';
    if (outcome === 'unknown') throw new NotFoundException(UNKNOWN);
    if (outcome === 'changed') throw changed(await this.golden.find(name));
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

/** Whatever is not the ETag of a script is that of none. */
function expectedBy(ifMatch: string | undefined): Expected {
  if (ifMatch === undefined || ifMatch.trim() === '*') return 'any';
  return { revision: ifMatch.trim().replace(/^(?:W\/)?"(.*)"$/, '$1') };
}

function changed(current: Golden | undefined): PreconditionFailedException {
  const detail = current
    ? 'The golden conversation has changed since it was read.'
    : 'The golden conversation is there no longer.';
  return new PreconditionFailedException({ code: 'GOLDEN_CHANGED', detail, current });
}
