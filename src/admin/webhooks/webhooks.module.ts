import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { DeliveriesController } from './deliveries.controller';
import { WebhooksController } from './webhooks.controller';
import { WebhooksService } from './webhooks.service';

/** Webhooks out; the storefront sends them. */
@Module({
  imports: [AccessModule],
  controllers: [WebhooksController, DeliveriesController],
  providers: [WebhooksService],
})
export class WebhooksModule {}
