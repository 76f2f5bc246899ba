import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

type ShopEventResult =
  'received' | 'duplicate' | 'refused' | 'applied' | 'outdated' | 'unknown_topic' | 'failed' | 'dead';

/** What the service counts and measures, for Prometheus. A registry of its own, so that two services can share a process. */
@Injectable()
export class MetricsService {
  private readonly registry = new Registry();

  /** Seconds from a message's arrival to its answer, by channel and result. */
  private readonly turns = new Histogram({
    name: 'storedesk_turn_duration_seconds',
    help: 'Time to answer a message',
    labelNames: ['channel', 'result'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  private readonly deliveries = new Counter({
    name: 'storedesk_outbox_deliveries_total',
    help: 'Attempts to deliver a reply, by channel and result',
    labelNames: ['channel', 'result'],
    registers: [this.registry],
  });

  private readonly shopEvents = new Counter({
    name: 'storedesk_shop_events_total',
    help: 'Events of the shop, by source and what became of them',
    labelNames: ['source', 'result'],
    registers: [this.registry],
  });

  private readonly webhooks = new Histogram({
    name: 'storedesk_webhook_delivery_duration_seconds',
    help: 'Attempts to deliver a webhook, by result',
    labelNames: ['result'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
    registers: [this.registry],
  });

  private readonly receipts = new Histogram({
    name: 'storedesk_shop_event_receipt_duration_seconds',
    help: 'Time to store an event of the shop, by source',
    labelNames: ['source'],
    buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers: [this.registry],
  });

  private readonly pulls = new Counter({
    name: 'storedesk_shop_pulls_total',
    help: 'Times that a system of the shop was read for changes, by source and result',
    labelNames: ['source', 'result'],
    registers: [this.registry],
  });

  private readonly pulledRecords = new Counter({
    name: 'storedesk_shop_pulled_records_total',
    help: 'Records read from a system of the shop, by source',
    labelNames: ['source'],
    registers: [this.registry],
  });

  constructor() {
    // Event-loop delay, heap, garbage collection, CPU.
    collectDefaultMetrics({ register: this.registry });
  }

  observeTurn(channel: string, result: string, seconds: number): void {
    this.turns.observe({ channel, result }, seconds);
  }

  countDelivery(channel: string, result: 'delivered' | 'failed' | 'given_up'): void {
    this.deliveries.inc({ channel, result });
  }

  /** Once when it is received, then at each attempt to apply it. */
  countShopEvent(source: string, result: ShopEventResult): void {
    this.shopEvents.inc({ source, result });
  }

  observeReceipt(source: string, seconds: number): void {
    this.receipts.observe({ source }, seconds);
  }

  /** Each attempt at a delivery to another system. */
  observeWebhook(result: 'delivered' | 'retried' | 'given_up' | 'gone', seconds: number): void {
    this.webhooks.observe({ result }, seconds);
  }

  /** Once a system of the shop was read for changes, or could not be. */
  countPull(source: string, result: 'done' | 'busy' | 'stopped' | 'failed', records: number): void {
    this.pulls.inc({ source, result });
    this.pulledRecords.inc({ source }, records);
  }

  /**
   * Reads a number at every scrape, such as a queue's length.
   * @example metrics.watch('storedesk_nlu_queue_length', 'Messages waiting for the model', () => queue.length);
   */
  watch(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }

  async render(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}
