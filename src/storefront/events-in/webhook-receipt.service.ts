import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common';
import { StoredeskConfig } from '../../config';
import { MetricsService } from '../../observability';
import { EventProcessor } from './event-processor.service';
import { ShopEventInbox, type ReceivedEvent } from './shop-event-inbox';
import { storableObject, storableText } from './storable-json';
import type { WebhookRefusal, WebhookRequest, WebhookSource } from './webhook-source';

/** `known`: it was stored before. */
export type Receipt = { kind: 'stored' } | { kind: 'known' } | { kind: 'refused'; refusal: WebhookRefusal };

/** Believes, stores and then has processed what a shop sends. */
@Injectable()
export class WebhookReceiptService {
  constructor(
    @Inject(StoredeskConfig) private readonly config: StoredeskConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(MetricsService) private readonly metrics: MetricsService,
    private readonly inbox: ShopEventInbox,
    private readonly processor: EventProcessor,
  ) {}

  expects(source: WebhookSource): boolean {
    return source.secretsIn(this.config).length > 0;
  }

  /** Resolves when the event is stored, whatever comes of it later. */
  async receive(source: WebhookSource, request: WebhookRequest): Promise<Receipt> {
    const now = this.clock.now();
    const refusal = source.refusalOf(request, source.secretsIn(this.config), now);
    if (refusal) {
      this.metrics.countShopEvent(source.name, 'refused');
      return { kind: 'refused', refusal };
    }
    const startedAt = performance.now();
    const isNew = await this.inbox.add(eventOf(source, request, now));
    this.metrics.observeReceipt(source.name, (performance.now() - startedAt) / 1000);
    this.metrics.countShopEvent(source.name, isNew ? 'received' : 'duplicate');
    if (isNew) this.processor.wake();
    return { kind: isNew ? 'stored' : 'known' };
  }
}

function eventOf(source: WebhookSource, request: WebhookRequest, receivedAt: Date): ReceivedEvent {
  const text = request.body.toString('utf8');
  const payload = storableObject(text);
  return {
    ...source.labelsOf(request, payload),
    ...(payload ? { payload } : { unreadableBody: storableText(text) }),
    source: source.name,
    receivedAt,
    bytes: request.body.length,
  };
}
