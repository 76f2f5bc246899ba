import { type OutboxItem, OutboxStore } from '../../src/channels/outbox/outbox.store';
import type { OutboxPayload } from '../../src/storage';

interface Row {
  id: number;
  conversationId: string;
  channel: string;
  payload: OutboxPayload;
  attempts: number;
  nextAttemptAt: Date;
  deliveredAt?: Date;
  givenUpAt?: Date;
  createdAt: Date;
}

/** The outbox table in memory. */
export class FakeOutbox extends OutboxStore {
  readonly rows: Row[] = [];
  /** The conversations' own addresses. */
  readonly addresses = new Map<string, unknown>();

  override add(conversationId: string, channel: string, payload: OutboxPayload, now: Date): Promise<void> {
    const isKnown = this.rows.some(
      (row) =>
        row.conversationId === conversationId && payload.onceKey && row.payload.onceKey === payload.onceKey,
    );
    // As jsonb would keep it.
    const stored = JSON.parse(JSON.stringify(payload)) as OutboxPayload;
    const id = this.rows.length + 1;
    if (!isKnown)
      this.rows.push({
        id,
        conversationId,
        channel,
        payload: stored,
        attempts: 0,
        nextAttemptAt: now,
        createdAt: now,
      });
    return Promise.resolve();
  }

  override dueConversations(channels: string[], now: Date): Promise<string[]> {
    const heads = new Map<string, Row>();
    for (const row of this.waiting(channels)) {
      if (!heads.has(row.conversationId)) heads.set(row.conversationId, row);
    }
    const due = [...heads.values()].filter((row) => row.nextAttemptAt <= now);
    due.sort((one, other) => one.nextAttemptAt.getTime() - other.nextAttemptAt.getTime());
    return Promise.resolve(due.map((row) => row.conversationId));
  }

  override claim(
    conversationId: string,
    channels: string[],
    now: Date,
    leaseUntil: Date,
  ): Promise<OutboxItem | undefined> {
    const head = this.waiting(channels).find((row) => row.conversationId === conversationId);
    if (!head || head.nextAttemptAt > now) return Promise.resolve(undefined);
    head.attempts += 1;
    head.nextAttemptAt = leaseUntil;
    const { id, channel, payload, attempts: attempt, createdAt } = head;
    const conversationAddress = this.addresses.get(conversationId);
    return Promise.resolve({ id, conversationId, channel, payload, conversationAddress, attempt, createdAt });
  }

  override markDelivered(id: number, now: Date, deliveredAs?: string): Promise<void> {
    const row = this.rows.find((each) => each.id === id);
    return this.change(id, { deliveredAt: now, ...(row && { payload: { ...row.payload, deliveredAs } }) });
  }

  override answeredBy(conversationId: string, deliveredAs: string): Promise<string | undefined> {
    const row = this.rows.find(
      (each) => each.conversationId === conversationId && each.payload.deliveredAs === deliveredAs,
    );
    return Promise.resolve(row?.payload.answers);
  }

  override retryAt(id: number, at: Date): Promise<void> {
    return this.change(id, { nextAttemptAt: at });
  }

  override giveUp(id: number, now: Date): Promise<void> {
    return this.change(id, { givenUpAt: now });
  }

  private change(id: number, change: Partial<Row>): Promise<void> {
    const row = this.rows.find((each) => each.id === id);
    if (row) Object.assign(row, change);
    return Promise.resolve();
  }

  private waiting(channels: string[]): Row[] {
    return this.rows.filter((row) => channels.includes(row.channel) && !row.deliveredAt && !row.givenUpAt);
  }
}
