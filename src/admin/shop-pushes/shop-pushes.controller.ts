import {
  ConflictException,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { DATABASE, type Database } from '../../storage';
import { PUSH_STATES, PushLogService, type LoggedPush, type PushState } from '../../storefront';
import type { Actor } from '../access/actor';
import { AuditService } from '../access/audit.service';
import { DtoPipe } from '../access/dto.pipe';
import { IsOptionalField } from '../access/fields';
import { NumberedPageQuery, pageOf, type Page } from '../access/page';
import { CurrentActor, Requires } from '../access/requires.decorator';

const UNKNOWN = { code: 'SHOP_PUSH_UNKNOWN', detail: 'There is no such push.' };

export class PushesQuery extends NumberedPageQuery {
  @ApiPropertyOptional({ enum: PUSH_STATES })
  @IsOptionalField()
  @IsIn(PUSH_STATES)
  state?: PushState;
}

/** What the APIs of the shop's systems were told, and what could not be told. */
@Controller('v1/admin/shop-pushes')
@Requires('viewer')
export class ShopPushesController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly pushes: PushLogService,
    private readonly audit: AuditService,
  ) {}

  @Get()
  async list(
    @Query(new DtoPipe(PushesQuery)) { state, limit, cursor }: PushesQuery,
  ): Promise<Page<LoggedPush>> {
    const before = cursor === undefined ? undefined : Number(cursor);
    return pageOf(
      await this.pushes.list(state, limit + 1, before),
      limit,
      (push) => push,
      ({ id }) => String(id),
    );
  }

  @Post(':id/replay')
  @HttpCode(204)
  @Requires('admin')
  async replay(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<void> {
    if (!/^\d{1,15}$/.test(id)) throw new NotFoundException(UNKNOWN);
    const result = await this.database.transaction(async (tx) => {
      const replayed = await this.pushes.replay(tx, Number(id));
      if (replayed === 'replayed') await this.audit.record(tx, actor, 'shop_push.replay', `shop_push:${id}`);
      return replayed;
    });
    if (result === 'unknown') throw new NotFoundException(UNKNOWN);
    if (result === 'not_replayable') {
      const detail = 'Only what was given up can be replayed.';
      throw new ConflictException({ code: 'SHOP_PUSH_NOT_REPLAYABLE', detail });
    }
  }
}
