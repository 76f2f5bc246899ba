import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { schema } from '../../src/storage';
import { EventApplier, MalformedEventError } from '../../src/storefront';
import { AdminApp } from '../support/admin-app';
import { SECRETS, shopifyHeaders } from '../support/events-app';
import { payloadOf } from '../support/shop-event-fixtures';
import type { StaffPage } from '../support/staff-page';
import { until } from '../support/until';
import { WebhookReceiver, type ReceivedWebhook } from '../support/webhook-receiver';

/** Staff look after what the shop told of, and after what other systems are told, in a real browser. */
describe('events in the admin app', () => {
  let app: AdminApp;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    app = await AdminApp.start({ ...SECRETS, WEBHOOK_PRIVATE_TARGETS: '127.0.0.1' });
    receiver = await WebhookReceiver.start();
  });
  afterAll(async () => {
    await app.stop();
    await receiver.stop();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    receiver.forget();
    expect(await app.closePages()).toEqual([]);
  });

  const tell = async (topic: string, payload: unknown = payloadOf('shopify', topic)): Promise<void> => {
    const body = JSON.stringify(payload);
    const headers = shopifyHeaders(body, topic);
    const { status } = await fetch(`${app.url}/webhooks/shopify`, { method: 'POST', body, headers });
    expect(status).toBe(200);
  };
  const events = (): Promise<(typeof schema.shopEvents.$inferSelect)[]> =>
    app.bot.database.select().from(schema.shopEvents).orderBy(schema.shopEvents.id);
  const areDone = (): Promise<void> =>
    until(async () => (await events()).every(({ state }) => state !== 'pending'));
  const beginConversation = async (): Promise<void> => {
    expect((await fetch(`${app.url}/v1/conversations`, { method: 'POST' })).status).toBeLessThan(300);
  };
  const confirm = (staff: StaffPage, button: string): Promise<void> =>
    staff.page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();
  const shownSecret = async (staff: StaffPage): Promise<string> => {
    await staff.seen('Copy it now');
    const secret = await staff.page.getByRole('dialog').locator('code').innerText();
    await confirm(staff, 'I have kept it');
    return secret;
  };
  const isSignedWith = (secret: string, { raw, headers }: ReceivedWebhook): boolean => {
    try {
      new Webhook(secret).verify(raw, headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  };

  it('finds a dead event, reads it, and replays it once the fault is mended', async () => {
    const applier = app.bot.app.get(EventApplier, { strict: false });
    const fault = jest
      .spyOn(applier, 'applyAll')
      .mockResolvedValue([new MalformedEventError('line_items[0]')]);
    await tell('orders/create');
    await areDone();
    fault.mockRestore();
    const before = await app.bot.database.select().from(schema.orders);

    const staff = await app.openAs('admin', '/admin');
    await staff.page.getByRole('link', { name: 'Shop events' }).click();
    await staff.seen('It does not look as events of its kind should');
    await staff.page.getByRole('link', { name: 'orders/create' }).click();
    await staff.seen('line_items[0]');
    await staff.seen('Dead letter');
    expect(await staff.page.getByRole('region', { name: 'What it says' }).last().innerText()).toContain(
      '"mara@example.com"',
    );

    await staff.button('Replay').click();
    await confirm(staff, 'Cancel');
    expect((await events()).map(({ state }) => state)).toEqual(['dead']);
    await staff.button('Replay').click();
    await confirm(staff, 'Replay');
    // The page finds out by itself.
    await staff.page.getByText('Applied', { exact: true }).waitFor();
    expect(await staff.button('Replay').count()).toBe(0);
    expect(await app.bot.database.select().from(schema.orders)).toHaveLength(before.length + 1);

    await staff.page.getByRole('link', { name: 'Shop events' }).first().click();
    await staff.seen('No dead letters: all that could be applied was.');
  });

  it('replays all that a filter shows, and nothing else', async () => {
    for (const topic of ['themes/publish', 'carts/update', 'carts/update']) await tell(topic, { id: 7 });
    await areDone();
    const replayed = (): Promise<number[]> =>
      app.bot.database
        .select()
        .from(schema.audit)
        .then((rows) =>
          rows
            .filter(({ action, target }) => action === 'shop_event.replay' && target === 'shop_events')
            .map(({ details }) => (details as { replayed: number }).replayed),
        );

    const staff = await app.openAs('admin', '/admin/shop-events');
    await staff.page.getByLabel('Show').selectOption('Those of an unknown topic');
    await staff.page.getByRole('link', { name: 'themes/publish' }).waitFor();
    await staff.page.getByLabel('From').selectOption('WooCommerce');
    await staff.seen('There are no such events.');
    await staff.page.getByLabel('From').selectOption('Shopify');
    await staff.page.getByRole('searchbox', { name: 'Topic' }).fill('carts/update');
    await staff.page.getByRole('link', { name: 'themes/publish' }).waitFor({ state: 'detached' });
    expect(await staff.page.getByRole('link', { name: 'carts/update' }).count()).toBe(2);
    expect(staff.page.url()).toContain('?state=unknown_topic&source=shopify&topic=carts%2Fupdate');

    await staff.button('Replay all of these').click();
    await staff.seen('All events of an unknown topic from Shopify about carts/update');
    await confirm(staff, 'Replay');
    await staff.seen('2 events are being applied again.');
    expect(await replayed()).toEqual([2]);
  });

  it('shows events to an editor without what they say, and no webhooks', async () => {
    await tell('themes/publish', { id: 8, owner: 'Xanthippe' });
    await areDone();
    const staff = await app.openAs('editor', '/admin/shop-events?state=unknown_topic');
    await staff.page.getByRole('link', { name: 'themes/publish' }).first().click();
    await staff.seen('only admins see');
    expect(await staff.page.content()).not.toContain('Xanthippe');
    expect(await staff.button(/Replay/).count()).toBe(0);
    expect(await staff.page.getByRole('link', { name: 'Webhooks' }).count()).toBe(0);
    await staff.page.goto(`${app.url}/admin/webhooks`);
    await staff.seen('There is nothing at this address.');
  });

  it('makes a webhook, sees what it was sent, sends it again, and changes its secret', async () => {
    const staff = await app.openAs('admin', '/admin/webhooks');
    await staff.seen('There are no webhooks yet.');
    await staff.button('Make a webhook').click();
    const dialog = staff.page.getByRole('dialog');
    await staff.page.getByRole('textbox', { name: 'Address' }).fill('http://10.1.2.3/hook');
    await staff.page.getByLabel('What receives it').fill('The warehouse');
    await confirm(staff, 'Make the webhook');
    await staff.seen('This is an address within your own network');
    await staff.page.getByRole('textbox', { name: 'Address' }).fill(receiver.url);
    await staff.page.getByLabel('Only these:').check();
    await confirm(staff, 'Make the webhook');
    await staff.seen('Choose at least one event.');
    await dialog.getByLabel('A conversation began').check();
    await confirm(staff, 'Make the webhook');
    const secret = await shownSecret(staff);
    expect(secret).toMatch(/^whsec_/);
    expect(await staff.page.content()).not.toContain(secret);

    await staff.page.getByRole('link', { name: 'The warehouse' }).click();
    await staff.seen('Nothing was sent yet.');
    await staff.button('Send a test').click();
    const list = staff.page.getByRole('list', { name: 'Deliveries' });
    await list.getByText('Delivered', { exact: true }).waitFor();
    expect(receiver.types).toEqual(['webhook.test']);
    expect(isSignedWith(secret, receiver.received[0]!)).toBe(true);
    receiver.forget();

    receiver.answer = 'The database is away.';
    receiver.nextStatuses.push(503);
    await beginConversation();
    await until(() => receiver.received.length === 1);
    await staff.page.getByLabel('Show').selectOption('Those that wait');
    await list.getByText('1 attempt').click();
    await list.getByText('503', { exact: true }).waitFor();
    await list.getByText('The database is away.').waitFor();
    await receiver.appliedCount(1);
    await staff.button('Look again').click();
    await staff.seen('There are no such deliveries.');

    await staff.page.getByLabel('Show').selectOption('Those delivered');
    const begun = list.getByRole('listitem').filter({ hasText: 'conversation.started' });
    await begun.getByRole('button', { name: /^Send again:/ }).click();
    await confirm(staff, 'Send again');
    await until(() => receiver.received.length === 3);
    expect(receiver.applied).toHaveLength(1);
    receiver.forget();

    await staff.button('New secret').click();
    await confirm(staff, 'Make a new secret');
    const second = await shownSecret(staff);
    expect(second).not.toBe(secret);
    await staff.seen('The secret before also signs until');
    await staff.button('Send a test').click();
    await receiver.appliedCount(1);
    expect([secret, second].map((one) => isSignedWith(one, receiver.received[0]!))).toEqual([true, true]);
  });

  it('pauses a webhook, and sends it what it missed', async () => {
    const { body } = await app.operator.post('/webhooks', {
      url: receiver.url,
      description: 'The help desk',
      types: ['conversation.started'],
    });
    const others = (await app.operator.get('/webhooks')).body.items as { id: string }[];
    for (const { id } of others.filter(({ id }) => id !== body.id))
      await app.operator.send('DELETE', `/webhooks/${id}`);

    const staff = await app.openAs('admin', `/admin/webhooks/${body.id}`);
    await staff.button('Pause').click();
    await confirm(staff, 'Pause');
    await staff.seen('Nothing is sent until it is enabled.');
    await beginConversation();
    await staff.button('Enable').click();
    await staff.button('Pause').waitFor();
    await staff.button('Send again…').click();
    await confirm(staff, 'Send again');
    await receiver.appliedCount(1);
    await staff.page
      .getByRole('list', { name: 'Deliveries' })
      .getByText('Delivered', { exact: true })
      .first()
      .waitFor();
    expect(new Set(receiver.types)).toEqual(new Set(['conversation.started']));

    await staff.button('Delete').click();
    await confirm(staff, 'Delete');
    await staff.seen('There are no webhooks yet.');
    await staff.page.getByRole('link', { name: 'Activity' }).click();
    await staff.seen('deleted the webhook');
    await staff.seen(receiver.url);
  });
});
