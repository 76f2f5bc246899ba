import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../storage';
import {
  EventApplier,
  type EventOutcome,
  type ShopEvent,
  type ShopEventSource,
} from '../events-in/event-applier.port';
import { MalformedEventError } from '../events-in/events-in.errors';
import { ActionDecisionsService } from '../requests/action-decisions.service';
import { DecisionsOfEventsService } from '../requests/decisions-of-events.service';
import { SHOPIFY_EVENTS } from '../shopify/shopify-events';
import { ACTION_DECIDED, standardDecision } from '../standard/standard-decision';
import { STANDARD_EVENTS } from '../standard/standard-events';
import { WOOCOMMERCE_EVENTS } from '../woocommerce/woocommerce-events';
import type { EventMapping } from './event-mapping';
import { ShopRecordsService } from './shop-records.service';

const MAPPINGS: Readonly<Record<ShopEventSource, EventMapping>> = {
  shopify: SHOPIFY_EVENTS,
  woocommerce: WOOCOMMERCE_EVENTS,
  standard: STANDARD_EVENTS,
};

/** Reads an event in its source's words and writes it into the shop's records. */
@Injectable()
export class RecordsEventApplier extends EventApplier {
  constructor(
    private readonly records: ShopRecordsService,
    private readonly decisions: ActionDecisionsService,
    private readonly found: DecisionsOfEventsService,
  ) {
    super();
  }

  async apply(tx: Transaction, event: ShopEvent): Promise<EventOutcome> {
    if (event.source === 'standard' && event.topic === ACTION_DECIDED) return this.decide(tx, event);
    const changesOf = MAPPINGS[event.source].get(event.topic);
    if (!changesOf) return 'unknown_topic';
    const changes = changesOf(event);
    // Understood, and nothing to be written: a request for data, an order that is not placed yet.
    if (changes.length === 0) return 'applied';
    if (!(await this.records.write(tx, event.source, changes))) return 'outdated';
    await this.found.follow(tx, event.source, changes);
    return 'applied';
  }

  private async decide(tx: Transaction, event: ShopEvent): Promise<EventOutcome> {
    const { name, decision, details } = standardDecision(event);
    const by = { name: `event:${event.source}`, source: event.source };
    const { kind } = await this.decisions.decide(tx, name, decision, details, by);
    // Nothing that was requested has this name: it is no other event's fault.
    if (kind === 'unknown') throw new MalformedEventError('data.actionKey');
    if (kind === 'conflict') throw new MalformedEventError('data.decision');
    return kind === 'same' ? 'outdated' : 'applied';
  }
}
