import {
  Body,
  ConflictException,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Patch,
  Post,
  Query,
  UnprocessableEntityException,
} from '@nestjs/common';
import { WebhookSubscriptionsService, type WebhookSubscription } from '../../storefront';
import type { Actor } from '../access/actor';
import { DtoPipe } from '../access/dto.pipe';
import { IdPipe } from '../access/id.pipe';
import { pageOf, PageQuery, type Page } from '../access/page';
import { CurrentActor, Requires } from '../access/requires.decorator';
import { NewWebhookDto, WebhookChangeDto } from './webhook.dto';
import { WEBHOOK_UNKNOWN, known } from './webhook-unknown';
import { WebhooksService, type WithSecret } from './webhooks.service';

const WEBHOOK_ID = new IdPipe(WEBHOOK_UNKNOWN);

/** Who is told what happens, and where. */
@Controller('v1/admin/webhooks')
@Requires('admin')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly subscriptions: WebhookSubscriptionsService,
  ) {}

  @Get()
  async list(
    @Query(new DtoPipe(PageQuery)) { limit, cursor }: PageQuery,
  ): Promise<Page<WebhookSubscription>> {
    const rows = await this.subscriptions.list(limit, cursor);
    return pageOf(
      rows,
      limit,
      (row) => row,
      ({ id }) => id,
    );
  }

  /** The secret is in this answer, in that of a rotation, and nowhere else. */
  @Post()
  @HttpCode(200)
  async create(
    @CurrentActor() actor: Actor,
    @Body(new DtoPipe(NewWebhookDto)) wanted: NewWebhookDto,
  ): Promise<WithSecret> {
    this.check(wanted.url);
    const created = await this.webhooks.create(actor, wanted);
    if (created !== 'too_many') return created;
    throw new ConflictException({
      code: 'WEBHOOKS_TOO_MANY',
      detail: 'There are as many webhooks as can be.',
    });
  }

  @Patch(':id')
  async change(
    @CurrentActor() actor: Actor,
    @Param('id', WEBHOOK_ID) id: string,
    @Body(new DtoPipe(WebhookChangeDto)) change: WebhookChangeDto,
  ): Promise<WebhookSubscription> {
    if (change.url !== undefined) this.check(change.url);
    return known(await this.webhooks.change(actor, id, change));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@CurrentActor() actor: Actor, @Param('id', WEBHOOK_ID) id: string): Promise<void> {
    if (!(await this.webhooks.remove(actor, id))) throw new NotFoundException(WEBHOOK_UNKNOWN);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  async rotateSecret(@CurrentActor() actor: Actor, @Param('id', WEBHOOK_ID) id: string): Promise<WithSecret> {
    return known(await this.webhooks.rotateSecret(actor, id));
  }

  @Post(':id/test')
  @HttpCode(200)
  async test(
    @CurrentActor() actor: Actor,
    @Param('id', WEBHOOK_ID) id: string,
  ): Promise<{ deliveryId: number; messageId: string }> {
    return known(await this.webhooks.test(actor, id));
  }

  private check(url: string): void {
    const reason = this.subscriptions.refusalOf(url);
    if (!reason) return;
    const detail = 'Webhooks are not sent to this URL.';
    throw new UnprocessableEntityException({ code: 'WEBHOOK_URL_REFUSED', detail, reason });
  }
}
