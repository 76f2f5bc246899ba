import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../storage';
import type { ShopEvent, ShopEventSource } from '../events-in/event-applier.port';
import { MalformedEventError } from '../events-in/events-in.errors';
import type { RecordChange } from '../records/record-parts';
import { changesOfEvent } from '../records/records-event-applier.service';
import { ShopRecordsService } from '../records/shop-records.service';

/** What an imported record comes to: what it changes, or the path of the field that cannot be read. */
export type ReadRecord = { kind: 'read'; changes: RecordChange[] } | { kind: 'malformed'; path: string };

/**
 * Writes what was imported by the same rules as events: a record that a webhook told of since, and one that was
 * erased, stay as they are.
 */
@Injectable()
export class RecordsImporter {
  constructor(private readonly records: ShopRecordsService) {}

  /** @param events the record, said as events of its system would say it */
  read(events: readonly ShopEvent[]): ReadRecord {
    try {
      return { kind: 'read', changes: events.flatMap(changesOfEvent) };
    } catch (error) {
      if (error instanceof MalformedEventError) return { kind: 'malformed', path: error.path };
      throw error;
    }
  }

  /** A few hundred records at once: a batch costs hardly more statements than one. */
  async write(tx: Transaction, source: ShopEventSource, changes: readonly RecordChange[]): Promise<void> {
    if (changes.length > 0) await this.records.write(tx, source, changes);
  }
}
