import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../storage';
import {
  EventApplier,
  type EventOutcome,
  type ShopEvent,
  type ShopEventSource,
} from '../events-in/event-applier.port';
import { SHOPIFY_EVENTS } from '../shopify/shopify-events';
import { STANDARD_EVENTS } from '../standard/standard-events';
import { WOOCOMMERCE_EVENTS } from '../woocommerce/woocommerce-events';
import type { EventMapping } from './event-mapping';
import type { RecordChange } from './record-parts';
import { ShopRecordsService } from './shop-records.service';

const MAPPINGS: Readonly<Record<ShopEventSource, EventMapping>> = {
  shopify: SHOPIFY_EVENTS,
  woocommerce: WOOCOMMERCE_EVENTS,
  standard: STANDARD_EVENTS,
};

/** Reads an event in its source's words and writes it into the shop's records. */
@Injectable()
export class RecordsEventApplier extends EventApplier {
  constructor(private readonly records: ShopRecordsService) {
    super();
  }

  async apply(tx: Transaction, event: ShopEvent): Promise<EventOutcome> {
    if (!MAPPINGS[event.source].has(event.topic)) return 'unknown_topic';
    const changes = changesOfEvent(event);
    // Understood, and nothing to be written: a request for data, an order that is not placed yet.
    if (changes.length === 0) return 'applied';
    return (await this.records.write(tx, event.source, changes)) ? 'applied' : 'outdated';
  }
}

/**
 * What an event changes; nothing if nobody knows its topic.
 * @throws MalformedEventError
 */
export function changesOfEvent(event: ShopEvent): RecordChange[] {
  return MAPPINGS[event.source].get(event.topic)?.(event) ?? [];
}
