import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { DATABASE, schema, type Database } from '../../storage';
import type { EventLabels } from './webhook-source';

const { shopEvents } = schema;

/** In one statement; a large event is alone in its own. */
const MOST_EVENTS = 200;
const MOST_BYTES = 1024 * 1024;

/** An event as it was received. */
export interface ReceivedEvent extends EventLabels {
  source: string;
  /** Undefined for a body that is no JSON object. */
  payload?: object;
  unreadableBody?: string;
  receivedAt: Date;
  bytes: number;
}

interface Waiting {
  event: ReceivedEvent;
  resolve: (isNew: boolean) => void;
  reject: (reason: unknown) => void;
}

/**
 * Where events are put when they are received. Those that come while others are being stored share the next statement:
 * at a thousand a second a commit for each would be the most of the work.
 */
@Injectable()
export class ShopEventInbox {
  private readonly waiting: Waiting[] = [];
  private isWriting = false;

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Resolves when the event is stored for good; to false if it was before. */
  add(event: ReceivedEvent): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ event, resolve, reject });
      if (!this.isWriting) void this.write();
    });
  }

  /** One statement at a time, so that events of one order are stored in the order in which they came. */
  private async write(): Promise<void> {
    this.isWriting = true;
    for (let batch = this.nextBatch(); batch.length > 0; batch = this.nextBatch()) {
      await this.store(batch);
    }
    this.isWriting = false;
  }

  private nextBatch(): Waiting[] {
    let [count, bytes] = [0, 0];
    for (const { event } of this.waiting) {
      bytes += event.bytes;
      if (count === MOST_EVENTS || (count > 0 && bytes > MOST_BYTES)) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async store(batch: Waiting[]): Promise<void> {
    try {
      const added = await this.insert(batch.map(({ event }) => event));
      // Of the same delivery twice in one statement, one is new.
      for (const { event, resolve } of batch) resolve(added.delete(keyOf(event.source, event.deliveryKey)));
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      // One event must not cost the others their place.
      else for (const one of batch) await this.store([one]);
    }
  }

  /** The keys of those that are new. */
  private async insert(events: ReceivedEvent[]): Promise<Set<string>> {
    // One parameter, whatever their number: the statement is planned once.
    const { rows } = await this.database.execute<{ source: string; delivery_key: string }>(sql`
      insert into ${shopEvents} (source, topic, delivery_key, event_id, origin, resource_key, payload,
        unreadable_body, received_at, triggered_at, state, next_attempt_at)
      select source, topic, "deliveryKey", "eventId", origin, "resourceKey", payload,
        "unreadableBody", "receivedAt", "triggeredAt", 'pending', "receivedAt"
      from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as received (source text, topic text,
        "deliveryKey" text, "eventId" text, origin text, "resourceKey" text, payload jsonb,
        "unreadableBody" text, "receivedAt" timestamptz, "triggeredAt" timestamptz)
      on conflict (source, delivery_key) do nothing
      returning source, delivery_key`);
    return new Set(rows.map((row) => keyOf(row.source, row.delivery_key)));
  }
}

function keyOf(source: string, deliveryKey: string): string {
  return `${source} ${deliveryKey}`;
}
