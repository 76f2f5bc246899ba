import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { schema } from '../../src/storage';
import { AdminApp } from '../support/admin-app';
import { SECRETS, shopifyHeaders } from '../support/events-app';
import { StaffPage } from '../support/staff-page';
import { until } from '../support/until';
import { WebhookReceiver } from '../support/webhook-receiver';

const FIRST_LOAD_BYTES = 300_000;

const GIFT_WRAPPING = {
  id: 'gift_wrapping',
  intent: 'inquiry',
  description: 'Wants a purchase wrapped as a present, or its price.',
  examples: ['Do you offer gift wrapping?'],
  needs: [],
  action: null,
  bodies: { en: { ok: 'Yes, we wrap it.' }, de: { ok: [{ text: 'Ja.' }, { text: 'Gern!', name: 'glad' }] } },
};

/** Every page of the admin app, on the whole service in a real browser. */
describe('the pages of the admin app', () => {
  let app: AdminApp;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    app = await AdminApp.start({ ...SECRETS, WEBHOOK_PRIVATE_TARGETS: '127.0.0.1' });
    await writeHistory(app);
    await writeEvents(app, receiver);
  });
  afterAll(async () => {
    await app.stop();
    await receiver.stop();
  });
  afterEach(async () => expect(await app.closePages()).toEqual([]));

  it.each(['/admin/templates', '/admin/templates/order_status'])(
    'sends less than 300 kB until %s is there',
    async (path) => {
      const staff = await app.openAs('editor');
      const page = await staff.page.context().newPage();
      const network = await page.context().newCDPSession(page);
      await network.send('Network.enable');
      await network.send('Network.setCacheDisabled', { cacheDisabled: true });
      let bytes = 0;
      network.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
      await page.goto(app.url + path, { waitUntil: 'networkidle' });
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
    },
  );

  describe('has nothing that axe calls serious, on a phone and a desktop, light and dark', () => {
    let admin: StaffPage;
    const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

    /** Looks at the page as it stands in every size and colour. */
    const inspect = async (page: Page): Promise<string[]> => {
      await page.evaluate(axe);
      const found: string[] = [];
      for (const width of [1280, 375]) {
        await page.setViewportSize({ width, height: 820 });
        if (Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')) > 0)
          found.push(`${width}: wider than the screen`);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.evaluate(END_TRANSITIONS);
          const { violations } = await page.evaluate<{ violations: Violation[] }>(
            `axe.run(document, { resultTypes: ['violations'] })`,
          );
          for (const { id, impact, nodes } of violations) {
            if (impact === 'serious' || impact === 'critical')
              found.push(
                `${width} ${colorScheme}: ${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
              );
          }
        }
      }
      await page.setViewportSize({ width: 1280, height: 820 });
      return found;
    };

    beforeAll(async () => {
      admin = await StaffPage.open(app.browser, app.url);
    });
    afterAll(() => admin.close());

    it('at the sign-in', async () => {
      await admin.page.getByLabel('E-mail address').waitFor();
      expect(await inspect(admin.page)).toEqual([]);
      await admin.signIn('admin@example.com');
    });

    it.each<[path: string, ready: string]>([
      ['/templates', 'gift_wrapping'],
      ['/templates/new', 'When the bot says this'],
      ['/templates/return_start', 'What the bot says'],
      ['/templates/gift_wrapping/history', 'Customers get version 2.'],
      ['/templates/gift_wrapping/counts', 'Asked for a person'],
      ['/golden', 'order-status'],
      ['/golden/new', 'How to write a script'],
      ['/golden/order-status', 'How to write a script'],
      ['/transfer', 'Download all'],
      ['/password', 'Current password'],
      ['/shop-events', 'Dead letter'],
      ['/shop-events?state=unknown_topic', 'themes/publish'],
      ['/shop-events?state=pending', 'Nothing waits: all that came is done with.'],
      ['/shop-events/1', 'it is JSON no more'],
      ['/shop-events/2', 'Xanthippe'],
      ['/webhooks', 'The warehouse'],
      ['/users', 'publisher@example.com'],
      ['/keys', 'API keys'],
      ['/activity', 'More to the point'],
      ['/nowhere', 'There is nothing at this address.'],
    ])('at %s', async (path, ready) => {
      await admin.page.goto(`${app.url}/admin${path}`);
      if (path === '/activity') await admin.page.locator('summary').first().click();
      await admin.page.getByText(ready).first().waitFor({ state: 'attached' });
      expect(await inspect(admin.page)).toEqual([]);
    });

    it('with a message tried, and the effect looked at', async () => {
      const { page } = admin;
      await page.goto(`${app.url}/admin/templates/order_status`);
      await page.getByRole('tab', { name: 'Try a message' }).click();
      await page.getByLabel('A message of a customer').fill('where is my order W1001?');
      await page.keyboard.press('Enter');
      await page.locator('mark.entity').waitFor();
      expect(await inspect(page)).toEqual([]);
      await page.getByRole('tab', { name: 'Effect' }).click();
      await admin.button('Check the effect').click();
      await page.getByText('Most alike').waitFor();
      expect(await inspect(page)).toEqual([]);
    });

    it('with the deliveries of a webhook', async () => {
      const { page } = admin;
      await page.goto(`${app.url}/admin/webhooks`);
      await page.getByRole('link', { name: 'The warehouse' }).click();
      await page.locator('summary').first().click();
      await page.getByText('Out of order').first().waitFor();
      expect(await inspect(page)).toEqual([]);
      for (const button of ['Edit', 'Pause', 'Send again…', 'New secret', 'Delete']) {
        await admin.button(button).click();
        await page.getByRole('dialog').waitFor();
        expect([button, ...(await inspect(page))]).toEqual([button]);
        await page.keyboard.press('Escape');
      }
    });

    it('with a secret that is shown once', async () => {
      const { page } = admin;
      await page.goto(`${app.url}/admin/webhooks`);
      await admin.button('Make a webhook').click();
      await page.getByLabel('Address').fill(`${receiver.url}/another`);
      await page.getByRole('dialog').getByRole('button', { name: 'Make the webhook' }).click();
      await page.getByText('Copy it now').waitFor();
      expect(await inspect(page)).toEqual([]);
    });

    it('with the conversations played', async () => {
      const { page } = admin;
      await page.goto(`${app.url}/admin/golden`);
      await admin.button('Run all').click();
      await page.getByText('went as written').first().waitFor();
      expect(await inspect(page)).toEqual([]);
    });

    it.each<[name: string, path: string, button: string]>([
      ['to publish', '/templates/gift_wrapping', 'Publish'],
      ['to roll back', '/templates/gift_wrapping/history', 'Roll back to version 1'],
      ['to archive', '/templates/gift_wrapping/history', 'Archive'],
      ['to add a person', '/users', 'Add a person'],
      ['to make a key', '/keys', 'Make a key'],
      ['to make a webhook', '/webhooks', 'Make a webhook'],
      ['to replay an event', '/shop-events/1', 'Replay'],
      ['to replay events', '/shop-events', 'Replay all of these'],
    ])('in the dialog %s', async (_, path, button) => {
      await admin.page.goto(`${app.url}/admin${path}`);
      await admin.button(button).click();
      await admin.page.getByRole('dialog').waitFor();
      await admin.page.waitForLoadState('networkidle');
      expect(await inspect(admin.page)).toEqual([]);
    });
  });
});

/** Colours on their way from light to dark, or into sight, are none that anybody reads; what turns for ever turns on. */
const END_TRANSITIONS = `document.getAnimations().forEach((one) => {
  if (one.effect.getComputedTiming().endTime < Infinity) one.finish();
})`;

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[] }[];
}

/** A template with two versions, a draft and a customer who got it, and a key. */
async function writeHistory({ operator, url }: AdminApp): Promise<void> {
  const path = `/templates/${GIFT_WRAPPING.id}`;
  let revision = 0;
  const save = async (text: string): Promise<void> => {
    const template = { ...GIFT_WRAPPING, bodies: { ...GIFT_WRAPPING.bodies, en: { ok: text } } };
    const headers: Record<string, string> = revision > 0 ? { 'If-Match': `"${revision}"` } : {};
    const saved = await operator.send('PUT', `${path}/draft`, { template }, headers);
    expect(saved.status).toBe(200);
    revision = saved.body.revision;
  };
  const publish = async (note: string): Promise<void> => {
    const headers = { 'If-Match': `"${revision}"` };
    expect((await operator.post(`${path}/publish`, { note }, headers)).status).toBe(200);
    revision = 0;
  };
  await save('Yes, we wrap it.');
  await publish('First');
  await save('Yes, for 3.50 € each.');
  await publish('More to the point');
  const said = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: 'Do you offer gift wrapping?' }),
  });
  expect(await said.text()).toContain('3.50');
  await save('Yes, for 4 € each.');
  expect((await operator.post('/keys', { name: 'Nightly export', role: 'viewer' })).status).toBe(200);
}

/** Events of the shop that are dead (1) and unknown (2), and a webhook that fails at first. */
async function writeEvents({ operator, url, bot }: AdminApp, receiver: WebhookReceiver): Promise<void> {
  for (const [topic, body] of [
    ['orders/paid', 'it is JSON no more'],
    ['themes/publish', '{"id": 8, "owner": "Xanthippe"}'],
  ] as const) {
    const headers = shopifyHeaders(body, topic);
    expect((await fetch(`${url}/webhooks/shopify`, { method: 'POST', body, headers })).status).toBe(200);
  }
  await until(async () => {
    const rows = await bot.database.select({ state: schema.shopEvents.state }).from(schema.shopEvents);
    return rows.length === 2 && rows.every(({ state }) => state !== 'pending');
  });
  const webhook = { url: receiver.url, description: 'The warehouse', types: ['return.requested'] };
  const { body } = await operator.post('/webhooks', webhook);
  receiver.nextStatuses.push(500);
  receiver.answer = 'Out of order';
  expect((await operator.post(`/webhooks/${body.id}/test`, {})).status).toBe(200);
  await receiver.appliedCount(1);
}
