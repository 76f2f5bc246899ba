import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, type Transaction } from '../../storage';
import {
  DeliveryLogService,
  WebhookSubscriptionsService,
  type Replay,
  type WebhookSubscription,
} from '../../storefront';
import type { Actor } from '../access/actor';
import { AuditService } from '../access/audit.service';
import type { NewWebhookDto, WebhookChangeDto } from './webhook.dto';

export type WithSecret = WebhookSubscription & { secret: string };

const CHANGEABLE = ['url', 'description', 'types', 'disabledAt'] as const;

/** What admins do with webhooks; every change is audited, and no secret is. */
@Injectable()
export class WebhooksService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly subscriptions: WebhookSubscriptionsService,
    private readonly deliveries: DeliveryLogService,
    private readonly audit: AuditService,
  ) {}

  create(
    actor: Actor,
    { url, description = '', types = null, enabled = true }: NewWebhookDto,
  ): Promise<WithSecret | 'too_many'> {
    return this.database.transaction(async (tx) => {
      const created = await this.subscriptions.create(tx, { url, description, types, createdBy: actor.name });
      if (created === 'too_many') return created;
      const off = enabled ? undefined : await this.subscriptions.change(tx, created.id, { enabled });
      const details = { url: [null, url], description: [null, description], types: [null, types] };
      await this.audit.record(tx, actor, 'webhook.create', targetOf(created.id), details);
      return { ...created, ...off };
    });
  }

  change(actor: Actor, id: string, change: WebhookChangeDto): Promise<WebhookSubscription | undefined> {
    const { url, description, types, enabled } = change;
    return this.onKnown(id, async (tx, before) => {
      const after = await this.subscriptions.change(tx, id, { url, description, types, enabled });
      const changed = CHANGEABLE.filter((field) => String(before[field]) !== String(after?.[field]));
      const details = Object.fromEntries(changed.map((field) => [field, [before[field], after?.[field]]]));
      if (changed.length > 0) await this.audit.record(tx, actor, 'webhook.change', targetOf(id), details);
      return after;
    });
  }

  remove(actor: Actor, id: string): Promise<'removed' | undefined> {
    return this.onKnown(id, async (tx, { url }) => {
      await this.subscriptions.remove(tx, id);
      await this.audit.record(tx, actor, 'webhook.delete', targetOf(id), { url: [url, null] });
      return 'removed' as const;
    });
  }

  rotateSecret(actor: Actor, id: string): Promise<WithSecret | undefined> {
    return this.onKnown(id, async (tx) => {
      const rotated = await this.subscriptions.rotateSecret(tx, id);
      await this.audit.record(tx, actor, 'webhook.rotate_secret', targetOf(id));
      return rotated;
    });
  }

  test(actor: Actor, id: string): Promise<{ deliveryId: number; messageId: string } | undefined> {
    return this.onKnown(id, async (tx) => {
      const sent = await this.subscriptions.test(tx, id);
      await this.audit.record(tx, actor, 'webhook.test', targetOf(id), { messageId: sent.messageId });
      return sent;
    });
  }

  replay(
    actor: Actor,
    id: string,
    deliveryId: number,
  ): Promise<'replayed' | 'waiting' | 'unknown' | undefined> {
    return this.onKnown(id, async (tx) => {
      const result = await this.deliveries.replay(tx, id, deliveryId);
      if (result === 'replayed')
        await this.audit.record(tx, actor, 'webhook.replay', targetOf(id), { deliveryId });
      return result;
    });
  }

  replaySince(actor: Actor, id: string, since: Date): Promise<Replay | undefined> {
    return this.onKnown(id, async (tx) => {
      const replay = await this.deliveries.replaySince(tx, id, since);
      await this.audit.record(tx, actor, 'webhook.replay', targetOf(id), { since, ...replay });
      return replay;
    });
  }

  /** Nobody else changes it meanwhile. */
  private onKnown<T>(
    id: string,
    work: (tx: Transaction, subscription: WebhookSubscription) => Promise<T>,
  ): Promise<T | undefined> {
    return this.database.transaction(async (tx) => {
      const subscription = await this.subscriptions.lock(tx, id);
      return subscription && work(tx, subscription);
    });
  }
}

function targetOf(id: string): string {
  return `webhook:${id}`;
}
