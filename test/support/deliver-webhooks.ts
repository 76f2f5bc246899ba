import type { BotApp } from './bot-app';
import { DeliveryWorkerService } from '../../src/storefront/events-out/delivery-worker.service';

/** Sends the webhooks that are due now, rather than within a second. */
export function deliverWebhooks(bot: BotApp): Promise<void> {
  return bot.app.get(DeliveryWorkerService, { strict: false }).deliverDue();
}
