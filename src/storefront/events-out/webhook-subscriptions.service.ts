import { Inject, Injectable } from '@nestjs/common';
import { count, desc, eq, lt, sql } from 'drizzle-orm';
import { Clock, newSecretId, type UrlRefusal } from '../../common';
import { DATABASE, lockName, schema, type Database, type Transaction } from '../../storage';
import { newMessageId } from './publish-statement';
import type { OutgoingEventType } from './outgoing-event';
import { newWebhookSecret } from './signature';
import { WebhookClient } from './webhook.client';

const { outgoingEvents, webhookDeliveries, webhookSubscriptions } = schema;

/** Each may keep some connections busy; a shop has a handful. */
const MOST_SUBSCRIPTIONS = 50;
/** So long the secret before signs, too. */
const ROTATION_MS = 24 * 3_600_000;

/** Who wants to be told of what, and where; without the secrets. */
export interface WebhookSubscription {
  id: string;
  url: string;
  description: string;
  /** Null: all. */
  types: OutgoingEventType[] | null;
  disabledAt: Date | null;
  /** `admin`, or `gone`: the endpoint answered 410. */
  disabledReason: string | null;
  /** In a row. */
  failures: number;
  /** Left alone until then, after failures. */
  pausedUntil: Date | null;
  previousSecretUntil: Date | null;
  createdBy: string;
  createdAt: Date;
}

export interface NewSubscription {
  url: string;
  description: string;
  types: OutgoingEventType[] | null;
  createdBy: string;
}

export interface SubscriptionChange {
  url?: string;
  description?: string;
  types?: OutgoingEventType[] | null;
  enabled?: boolean;
}

/** The subscriptions, as an admin works on them. A change is in effect for whatever happens once it is committed. */
@Injectable()
export class WebhookSubscriptionsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly client: WebhookClient,
    private readonly clock: Clock,
  ) {}

  /** Why nothing would ever be sent there; a host's addresses are judged when something is. */
  refusalOf(url: string): UrlRefusal | undefined {
    return this.client.refusalOf(url);
  }

  /** Newest first; one more than the limit, where there are more. */
  async list(limit: number, afterId?: string): Promise<WebhookSubscription[]> {
    const { createdAt, id } = webhookSubscriptions;
    const last = sql`(select ${createdAt}, ${id} from ${webhookSubscriptions} where ${id} = ${afterId})`;
    const rows = await this.database
      .select()
      .from(webhookSubscriptions)
      .where(afterId === undefined ? undefined : lt(sql`(${createdAt}, ${id})`, last))
      .orderBy(desc(createdAt), desc(id))
      .limit(limit + 1);
    return rows.map(withoutSecrets);
  }

  async exists(id: string): Promise<boolean> {
    const rows = await this.database
      .select({ id: webhookSubscriptions.id })
      .from(webhookSubscriptions)
      .where(eq(webhookSubscriptions.id, id));
    return rows.length > 0;
  }

  /** As it is, until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<WebhookSubscription | undefined> {
    const [row] = await tx
      .select()
      .from(webhookSubscriptions)
      .where(eq(webhookSubscriptions.id, id))
      .for('no key update');
    return row && withoutSecrets(row);
  }

  /** With its secret, which is told here and when it is rotated. */
  async create(
    tx: Transaction,
    wanted: NewSubscription,
  ): Promise<(WebhookSubscription & { secret: string }) | 'too_many'> {
    await lockName(tx, 'webhook subscriptions');
    const [existing] = await tx.select({ number: count() }).from(webhookSubscriptions);
    if ((existing?.number ?? 0) >= MOST_SUBSCRIPTIONS) return 'too_many';
    const secret = newWebhookSecret();
    const [row] = await tx
      .insert(webhookSubscriptions)
      .values({ ...wanted, id: newSecretId(), secret, createdAt: this.clock.now() })
      .returning();
    return row ? { ...withoutSecrets(row), secret } : 'too_many';
  }

  /** What was held back for its failures is tried again at once when it gets another URL or is enabled. */
  async change(
    tx: Transaction,
    id: string,
    { enabled, ...change }: SubscriptionChange,
  ): Promise<WebhookSubscription | undefined> {
    const [row] = await tx
      .update(webhookSubscriptions)
      .set({
        ...change,
        // There is always something to set.
        id,
        ...((enabled || change.url !== undefined) && { failures: 0, pausedUntil: null }),
        ...(enabled === true && { disabledAt: null, disabledReason: null }),
        ...(enabled === false && { disabledAt: this.clock.now(), disabledReason: 'admin' }),
      })
      .where(eq(webhookSubscriptions.id, id))
      .returning();
    return row && withoutSecrets(row);
  }

  /** Nothing more is sent from then on; what waited goes when the old events go. */
  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(webhookSubscriptions).where(eq(webhookSubscriptions.id, id));
  }

  /** A new secret. The one before signs, too, for a day; one before that no longer. */
  async rotateSecret(
    tx: Transaction,
    id: string,
  ): Promise<(WebhookSubscription & { secret: string }) | undefined> {
    const secret = newWebhookSecret();
    const [row] = await tx
      .update(webhookSubscriptions)
      .set({
        secret,
        previousSecret: sql`${webhookSubscriptions.secret}`,
        previousSecretUntil: new Date(this.clock.now().getTime() + ROTATION_MS),
      })
      .where(eq(webhookSubscriptions.id, id))
      .returning();
    return row && { ...withoutSecrets(row), secret };
  }

  /** An event for this one alone, whatever types it wants. Gives the delivery's id and the `webhook-id`. */
  async test(tx: Transaction, id: string): Promise<{ deliveryId: number; messageId: string }> {
    const now = this.clock.now();
    const messageId = newMessageId();
    const lane = `test:${messageId}`;
    const [event] = await tx
      .insert(outgoingEvents)
      .values({ messageId, type: 'webhook.test', lane, data: {}, occurredAt: now })
      .returning({ id: outgoingEvents.id });
    const [delivery] = await tx
      .insert(webhookDeliveries)
      .values({ subscriptionId: id, eventId: event?.id ?? 0, lane, nextAttemptAt: now, queuedAt: now })
      .returning({ id: webhookDeliveries.id });
    return { deliveryId: delivery?.id ?? 0, messageId };
  }
}

/** Field by field, so that the secrets stay here. */
function withoutSecrets(row: typeof webhookSubscriptions.$inferSelect): WebhookSubscription {
  const { id, url, description, disabledAt, disabledReason, failures, pausedUntil } = row;
  const { previousSecretUntil, createdBy, createdAt } = row;
  return {
    id,
    url,
    description,
    types: row.types as OutgoingEventType[] | null,
    disabledAt,
    disabledReason,
    failures,
    pausedUntil,
    previousSecretUntil,
    createdBy,
    createdAt,
  };
}
