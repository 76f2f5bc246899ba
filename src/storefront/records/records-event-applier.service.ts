import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../storage';
import {
  EventApplier,
  SHOP_EVENT_SOURCES,
  type EventOutcome,
  type EventResult,
  type ShopEvent,
  type ShopEventSource,
} from '../events-in/event-applier.port';
import { MalformedEventError } from '../events-in/events-in.errors';
import { ActionDecisionsService } from '../requests/action-decisions.service';
import { DecisionsOfEventsService } from '../requests/decisions-of-events.service';
import { SHOPIFY_EVENTS } from '../shopify/shopify-events';
import { ACTION_DECIDED, standardDecision, type TypedDecision } from '../standard/standard-decision';
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

/** What an event comes to once it is read: changes of records, or the shop's answer to a request. */
type Read = RecordChange[] | TypedDecision | 'unknown_topic' | MalformedEventError;

/** Reads events in their source's words and writes them into the shop's records. */
@Injectable()
export class RecordsEventApplier extends EventApplier {
  constructor(
    private readonly records: ShopRecordsService,
    private readonly decisions: ActionDecisionsService,
    private readonly found: DecisionsOfEventsService,
  ) {
    super();
  }

  async applyAll(tx: Transaction, events: readonly ShopEvent[]): Promise<EventResult[]> {
    const read = events.map((event) => ({ source: event.source, read: readEvent(event) }));
    const outdated = new Set<Read>();
    for (const source of SHOP_EVENT_SOURCES) {
      const changes = read.flatMap((one) => (one.source === source && isChanges(one.read) ? [one.read] : []));
      const isNews = await this.records.writeEach(tx, source, changes);
      const news = changes.filter((_, index) => isNews[index]);
      changes.filter((_, index) => !isNews[index]).forEach((one) => outdated.add(one));
      await this.found.follow(tx, source, news.flat());
    }
    const results: EventResult[] = [];
    for (const { source, read: what } of read) {
      if (typeof what === 'string' || what instanceof MalformedEventError) results.push(what);
      else if (!Array.isArray(what)) results.push(await this.decide(tx, source, what));
      // Without changes it is understood, and nothing is to be written: a request for data, an order not placed yet.
      else results.push(outdated.has(what) ? 'outdated' : 'applied');
    }
    return results;
  }

  private async decide(
    tx: Transaction,
    source: ShopEventSource,
    { name, decision, details }: TypedDecision,
  ): Promise<EventOutcome | MalformedEventError> {
    const by = { name: `event:${source}`, source };
    const { kind } = await this.decisions.decide(tx, name, decision, details, by);
    // Nothing that was requested has this name: it is no other event's fault.
    if (kind === 'unknown') return new MalformedEventError('data.actionKey');
    if (kind === 'conflict') return new MalformedEventError('data.decision');
    return kind === 'same' ? 'outdated' : 'applied';
  }
}

/**
 * What an event changes; nothing if nobody knows its topic.
 * @throws MalformedEventError
 */
export function changesOfEvent(event: ShopEvent): RecordChange[] {
  return MAPPINGS[event.source].get(event.topic)?.(event) ?? [];
}

function readEvent(event: ShopEvent): Read {
  try {
    if (event.source === 'standard' && event.topic === ACTION_DECIDED) return standardDecision(event);
    return MAPPINGS[event.source].has(event.topic) ? changesOfEvent(event) : 'unknown_topic';
  } catch (error) {
    if (error instanceof MalformedEventError) return error;
    throw error;
  }
}

function isChanges(read: Read): read is RecordChange[] {
  return Array.isArray(read) && read.length > 0;
}
