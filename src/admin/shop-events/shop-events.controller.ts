import {
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import {
  MOST_REPLAYED,
  ShopEventArchive,
  type ListedShopEvent,
  type StoredShopEvent,
} from '../../storefront';
import type { Actor } from '../access/actor';
import { DtoPipe } from '../access/dto.pipe';
import { pageOf, type Page } from '../access/page';
import { CurrentActor, Requires } from '../access/requires.decorator';
import { mayActAs } from '../access/roles';
import { ReplayDto, ShopEventQuery } from './shop-events.dto';
import { ShopEventReplay } from './shop-event-replay.service';

const UNKNOWN = { code: 'SHOP_EVENT_UNKNOWN', detail: 'There is no such event.' };

/** What the shop's systems told of and could not be applied, or waits. */
@Controller('v1/admin/shop-events')
@Requires('viewer')
export class ShopEventsController {
  constructor(
    private readonly archive: ShopEventArchive,
    private readonly replays: ShopEventReplay,
  ) {}

  @Get()
  async list(@Query(new DtoPipe(ShopEventQuery)) query: ShopEventQuery): Promise<Page<ListedShopEvent>> {
    const { limit, cursor, ...filter } = query;
    const before = cursor === undefined ? undefined : Number(cursor);
    return pageOf(
      await this.archive.list(filter, limit + 1, before),
      limit,
      (event) => event,
      ({ id }) => String(id),
    );
  }

  @Get(':id')
  async read(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
  ): Promise<ListedShopEvent | StoredShopEvent> {
    const event = await this.archive.find(numberOf(id));
    if (!event) throw new NotFoundException(UNKNOWN);
    const { payload, unreadableBody, ...labels } = event;
    // Customers' names, addresses and what they bought.
    return mayActAs(actor.role, 'admin') ? { ...labels, payload, unreadableBody } : labels;
  }

  @Post('replay')
  @HttpCode(200)
  @Requires('admin')
  async replayAll(
    @CurrentActor() actor: Actor,
    @Body(new DtoPipe(ReplayDto)) filter: ReplayDto,
  ): Promise<{ replayed: number; isMore: boolean }> {
    const replayed = await this.replays.all(actor, { ...filter });
    return { replayed, isMore: replayed === MOST_REPLAYED };
  }

  @Post(':id/replay')
  @HttpCode(204)
  @Requires('admin')
  async replay(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<void> {
    const result = await this.replays.one(actor, numberOf(id));
    if (result === 'unknown') throw new NotFoundException(UNKNOWN);
    if (result === 'not_replayable') {
      const detail = 'Only what is dead, or of an unknown topic, can be replayed.';
      throw new ConflictException({ code: 'SHOP_EVENT_NOT_REPLAYABLE', detail });
    }
  }
}

function numberOf(id: string): number {
  if (!/^\d{1,15}$/.test(id)) throw new NotFoundException(UNKNOWN);
  return Number(id);
}
