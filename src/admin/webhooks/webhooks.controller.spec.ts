import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { BotApp } from '../../../test/support/bot-app';
import { deliverWebhooks } from '../../../test/support/deliver-webhooks';
import { StaffClient } from '../../../test/support/staff-client';
import { WebhookReceiver } from '../../../test/support/webhook-receiver';
import { DialogPort } from '../../dialog';
import { WebhooksController } from './webhooks.controller';

describe(WebhooksController.name, () => {
  let bot: BotApp;
  let staff: StaffClient;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    bot = await BotApp.start({ WEBHOOK_PRIVATE_TARGETS: '127.0.0.1' });
    staff = new StaffClient(await bot.url(), { Authorization: 'Bearer admin' });
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await bot.database.execute(
      sql`truncate webhook_subscriptions, webhook_deliveries, webhook_attempts, outgoing_events, audit`,
    );
    receiver.forget();
  });
  afterAll(async () => {
    await bot.stop();
    await receiver.stop();
  });

  const create = async (more: object = {}): Promise<{ id: string; secret: string }> => {
    const { status, body } = await staff.post('/webhooks', { url: receiver.url, ...more });
    expect(status).toBe(200);
    return body as { id: string; secret: string };
  };
  const deliver = (): Promise<void> => deliverWebhooks(bot);
  const audited = async (): Promise<{ action: string; target: string; details: unknown }[]> => {
    const { body } = await staff.get('/audit');
    return (body.items as { action: string; target: string; details: unknown }[]).reverse();
  };

  it('shows a secret when it is made and rotated, and nowhere else', async () => {
    const { id, secret } = await create({ types: ['ticket.opened'], description: 'ERP' });
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    const { status, body: rotated } = await staff.post(`/webhooks/${id}/rotate-secret`, {});
    expect(status).toBe(200);
    expect(rotated.secret).toMatch(/^whsec_/);
    expect(rotated.secret).not.toBe(secret);
    const { body } = await staff.get('/webhooks');
    expect(body).toEqual({
      items: [
        {
          id,
          url: receiver.url,
          description: 'ERP',
          types: ['ticket.opened'],
          disabledAt: null,
          disabledReason: null,
          failures: 0,
          pausedUntil: null,
          previousSecretUntil: expect.any(String),
          createdBy: expect.any(String),
          createdAt: expect.any(String),
        },
      ],
      nextCursor: null,
    });
    const entries = await audited();
    expect(entries.map(({ action, target }) => [action, target])).toEqual([
      ['webhook.create', `webhook:${id}`],
      ['webhook.rotate_secret', `webhook:${id}`],
    ]);
    expect(JSON.stringify(entries)).not.toContain('whsec_');
  });

  it('lists page by page, newest first', async () => {
    const ids = [(await create()).id, (await create()).id, (await create()).id];
    const first = await staff.get('/webhooks?limit=2');
    const second = await staff.get(`/webhooks?limit=2&cursor=${first.body.nextCursor}`);
    const listed = [...first.body.items, ...second.body.items].map(({ id }: { id: string }) => id);
    expect([...listed].sort()).toEqual([...ids].sort());
    expect(second.body.nextCursor).toBeNull();
  });

  it('refuses an URL inside, and what is none', async () => {
    const refused = await staff.post('/webhooks', { url: 'http://169.254.169.254/latest' });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'WEBHOOK_URL_REFUSED', reason: 'TARGET_REFUSED' },
    });
    const { id } = await create();
    const changed = await staff.patch(`/webhooks/${id}`, { url: 'https://me:pw@example.com/' });
    expect(changed).toMatchObject({ status: 422, body: { reason: 'CREDENTIALS_REFUSED' } });
    for (const body of [{}, { url: '' }, { url: 'https://example.com', types: [] }]) {
      expect(await staff.post('/webhooks', body)).toMatchObject({
        status: 400,
        body: { code: 'FIELD_INVALID' },
      });
    }
    const unknown = await staff.post('/webhooks', { url: 'https://example.com', types: ['order.eaten'] });
    expect(unknown).toMatchObject({ status: 400, body: { field: 'types' } });
  });

  it('changes, disables and enables, with what it was before in the audit', async () => {
    const { id } = await create();
    const off = await staff.patch(`/webhooks/${id}`, { enabled: false, types: ['ticket.opened'] });
    expect(off.body).toMatchObject({ disabledReason: 'admin', types: ['ticket.opened'] });
    const on = await staff.patch(`/webhooks/${id}`, { enabled: true, types: null });
    expect(on.body).toMatchObject({ disabledAt: null, disabledReason: null, types: null });
    const [, first, second] = await audited();
    expect(first).toMatchObject({
      action: 'webhook.change',
      details: { types: [null, ['ticket.opened']], disabledAt: [null, off.body.disabledAt] },
    });
    expect(second?.details).toEqual({
      types: [['ticket.opened'], null],
      disabledAt: [off.body.disabledAt, null],
    });
  });

  it('sends nothing more once it is deleted', async () => {
    const { id } = await create();
    const dialog = bot.app.get(DialogPort, { strict: false });
    await dialog.begin('rest');
    await receiver.appliedCount(1);
    expect((await staff.delete(`/webhooks/${id}`)).status).toBe(204);
    await dialog.begin('rest');
    await deliver();
    expect(receiver.received).toHaveLength(1);
    expect((await staff.get('/webhooks')).body.items).toEqual([]);
  });

  it('sends a test event, whatever types are wanted, and shows how it went', async () => {
    const { id, secret } = await create({ types: ['ticket.opened'] });
    receiver.nextStatuses.push(500);
    const { status, body: sent } = await staff.post(`/webhooks/${id}/test`, {});
    expect(status).toBe(200);
    await deliver();
    const [received] = receiver.received;
    const headers = received?.headers as Record<string, string>;
    expect(new Webhook(secret).verify(received!.raw, headers)).toMatchObject({
      type: 'webhook.test',
      data: {},
    });
    expect(received?.messageId).toBe(sent.messageId);
    const { body } = await staff.get(`/webhooks/${id}/deliveries?state=waiting`);
    expect(body.items).toMatchObject([
      {
        id: sent.deliveryId,
        messageId: sent.messageId,
        type: 'webhook.test',
        state: 'waiting',
        attempts: [{ status: 500, errorCode: null, answer: 'ok', durationMs: expect.any(Number) }],
      },
    ]);
    expect((await staff.get(`/webhooks/${id}/deliveries?state=delivered`)).body.items).toEqual([]);
  });

  it('replays one delivery, under its webhook-id', async () => {
    const { id } = await create();
    const { body: sent } = await staff.post(`/webhooks/${id}/test`, {});
    await deliver();
    await receiver.appliedCount(1);
    await deliver();
    const path = `/webhooks/${id}/deliveries/${sent.deliveryId}/replay`;
    expect((await staff.post(path, {})).body).toEqual({ state: 'replayed' });
    await deliver();
    expect(receiver.received.map(({ messageId }) => messageId)).toEqual([sent.messageId, sent.messageId]);
    expect(receiver.applied).toHaveLength(1);
    const { id: another } = await create();
    expect(await staff.post(`/webhooks/${another}/deliveries/${sent.deliveryId}/replay`, {})).toMatchObject({
      status: 404,
      body: { code: 'DELIVERY_UNKNOWN' },
    });
  });

  it('replays all since a time, also what happened while it was disabled', async () => {
    const { id } = await create({ enabled: false });
    const since = new Date(Date.now() - 60_000).toISOString();
    const dialog = bot.app.get(DialogPort, { strict: false });
    const conversationId = await dialog.begin('rest');
    await staff.patch(`/webhooks/${id}`, { enabled: true });
    await deliver();
    expect(receiver.received).toEqual([]);
    const { body } = await staff.post(`/webhooks/${id}/replay?since=${since}`, {});
    expect(body).toEqual({ replayed: 1, nextSince: null });
    await deliver();
    expect(receiver.applied.map(({ body: { data } }) => data)).toEqual([
      { conversationId, channel: 'rest', locale: 'en' },
    ]);
    const old = new Date(Date.now() - 31 * 24 * 3_600_000).toISOString();
    for (const bad of ['', '?since=yesterday', `?since=${old}`]) {
      expect(await staff.post(`/webhooks/${id}/replay${bad}`, {})).toMatchObject({
        status: 400,
        body: { field: 'since' },
      });
    }
  });

  it('knows no webhook that there is not', async () => {
    const unknown = { status: 404, body: { code: 'WEBHOOK_UNKNOWN' } };
    expect(await staff.patch('/webhooks/none', {})).toMatchObject(unknown);
    expect(await staff.delete('/webhooks/none')).toMatchObject(unknown);
    expect(await staff.post('/webhooks/none/test', {})).toMatchObject(unknown);
    expect(await staff.post('/webhooks/none/rotate-secret', {})).toMatchObject(unknown);
    expect(await staff.post('/webhooks/none/deliveries/1/replay', {})).toMatchObject(unknown);
    expect(await staff.get('/webhooks/none/deliveries')).toMatchObject(unknown);
  });
});
