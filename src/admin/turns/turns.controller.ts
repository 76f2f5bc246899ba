import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsNumber, Max, Min } from 'class-validator';
import { DEFAULT_BELOW, LabellingExportService } from '../../dialog';
import { DATABASE, type Database } from '../../storage';
import type { Actor } from '../access/actor';
import { AuditService } from '../access/audit.service';
import { DtoPipe } from '../access/dto.pipe';
import { IsOptionalField } from '../access/fields';
import { CurrentActor, Requires } from '../access/requires.decorator';

export class ExportQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 1000, default: 100 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 100;

  @ApiPropertyOptional({ description: 'ISO 8601.' })
  @IsOptionalField()
  @IsISO8601({ strict: true })
  since?: string;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, default: DEFAULT_BELOW })
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  below = DEFAULT_BELOW;
}

/** What customers wrote, for whoever labels it: the same as `npm run export-turns`. */
@Controller('v1/admin/turns')
@Requires('admin')
export class TurnsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly labelling: LabellingExportService,
    private readonly audit: AuditService,
  ) {}

  @Get('export')
  @Header('Content-Type', 'application/x-ndjson; charset=utf-8')
  async export(
    @CurrentActor() actor: Actor,
    @Query(new DtoPipe(ExportQuery)) { limit, since, below }: ExportQuery,
  ): Promise<string> {
    const rows = await this.labelling.rows({ limit, since: since ? new Date(since) : null, below });
    const details = { messages: rows.length, since: since ?? null, below };
    await this.database.transaction((tx) => this.audit.record(tx, actor, 'turns.export', 'turns', details));
    return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  }
}
