import { Controller, Get, HttpCode, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { Clock } from '../../common';
import {
  DeliveryLogService,
  WebhookSubscriptionsService,
  type LoggedDelivery,
  type Replay,
} from '../../storefront';
import type { Actor } from '../access/actor';
import { DtoPipe, invalid } from '../access/dto.pipe';
import { IdPipe } from '../access/id.pipe';
import { pageOf, type Page } from '../access/page';
import { CurrentActor, Requires } from '../access/requires.decorator';
import { DeliveriesQuery, ReplayQuery } from './webhook.dto';
import { known, WEBHOOK_UNKNOWN } from './webhook-unknown';
import { WebhooksService } from './webhooks.service';

const WEBHOOK_ID = new IdPipe(WEBHOOK_UNKNOWN);
const DELIVERY_UNKNOWN = { code: 'DELIVERY_UNKNOWN', detail: 'There is no such delivery.' };
/** Older events are being deleted. */
const LONGEST_REPLAY_MS = 30 * 24 * 3_600_000;

/** What a webhook was sent, and sending it again. */
@Controller('v1/admin/webhooks/:id')
@Requires('admin')
export class DeliveriesController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveryLogService,
    private readonly subscriptions: WebhookSubscriptionsService,
    private readonly clock: Clock,
  ) {}

  @Get('deliveries')
  async list(
    @Param('id', WEBHOOK_ID) id: string,
    @Query(new DtoPipe(DeliveriesQuery)) { state, limit, cursor }: DeliveriesQuery,
  ): Promise<Page<LoggedDelivery>> {
    if (!(await this.subscriptions.exists(id))) throw new NotFoundException(WEBHOOK_UNKNOWN);
    const before = cursor === undefined ? undefined : Number(cursor);
    const rows = await this.deliveries.list(id, state, limit, before);
    return pageOf(
      rows,
      limit,
      (row) => row,
      (row) => String(row.id),
    );
  }

  @Post('deliveries/:deliveryId/replay')
  @HttpCode(200)
  async replay(
    @CurrentActor() actor: Actor,
    @Param('id', WEBHOOK_ID) id: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<{ state: 'replayed' | 'waiting' }> {
    const state = /^\d{1,15}$/.test(deliveryId)
      ? known(await this.webhooks.replay(actor, id, Number(deliveryId)))
      : 'unknown';
    if (state === 'unknown') throw new NotFoundException(DELIVERY_UNKNOWN);
    return { state };
  }

  @Post('replay')
  @HttpCode(200)
  async replaySince(
    @CurrentActor() actor: Actor,
    @Param('id', WEBHOOK_ID) id: string,
    @Query(new DtoPipe(ReplayQuery)) query: ReplayQuery,
  ): Promise<Replay> {
    const since = new Date(query.since);
    const age = this.clock.now().getTime() - since.getTime();
    if (!(age <= LONGEST_REPLAY_MS)) throw invalid('since must be at most 30 days ago.', 'since');
    return known(await this.webhooks.replaySince(actor, id, since));
  }
}
