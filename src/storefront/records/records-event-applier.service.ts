import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../storage';
import {
  EventApplier,
  SHOP_EVENT_SOURCES,
  type EventResult,
  type ShopEvent,
  type ShopEventSource,
} from '../events-in/event-applier.port';
import { MalformedEventError } from '../events-in/events-in.errors';
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

/** Reads events in their source's words and writes them into the shop's records. */
@Injectable()
export class RecordsEventApplier extends EventApplier {
  constructor(private readonly records: ShopRecordsService) {
    super();
  }

  async applyAll(tx: Transaction, events: readonly ShopEvent[]): Promise<EventResult[]> {
    const read = events.map((event) => ({ source: event.source, changes: readEvent(event) }));
    const isNews = new Map<RecordChange[], boolean>();
    for (const source of SHOP_EVENT_SOURCES) {
      const ofSource = read.flatMap((one) => (one.source === source && hasChanges(one) ? [one.changes] : []));
      const news = await this.records.writeEach(tx, source, ofSource);
      ofSource.forEach((changes, index) => isNews.set(changes, news[index] ?? false));
    }
    return read.map(({ changes }) => {
      if (!Array.isArray(changes)) return changes;
      // Understood, and nothing to be written: a request for data, an order that is not placed yet.
      return isNews.get(changes) === false ? 'outdated' : 'applied';
    });
  }
}

/**
 * What an event changes; nothing if nobody knows its topic.
 * @throws MalformedEventError
 */
export function changesOfEvent(event: ShopEvent): RecordChange[] {
  return MAPPINGS[event.source].get(event.topic)?.(event) ?? [];
}

function readEvent(event: ShopEvent): RecordChange[] | 'unknown_topic' | MalformedEventError {
  if (!MAPPINGS[event.source].has(event.topic)) return 'unknown_topic';
  try {
    return changesOfEvent(event);
  } catch (error) {
    if (error instanceof MalformedEventError) return error;
    throw error;
  }
}

function hasChanges<One extends { changes: unknown }>(one: One): one is One & { changes: RecordChange[] } {
  return Array.isArray(one.changes) && one.changes.length > 0;
}
