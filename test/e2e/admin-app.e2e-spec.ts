import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PASSWORD } from '../support/access-app';
import { AdminApp } from '../support/admin-app';
import type { StaffClient } from '../support/staff-client';
import { StaffPage } from '../support/staff-page';

// A publication plays the golden conversations, twice with the dialog's own look.
jest.setTimeout(120_000);

const LIVE_WITHIN_MS = 2_000;

const FIRST = 'Yes, we wrap it: paper and a card cost 3.50 € for each item.';
const SECOND = 'With pleasure! Wrapping is free of charge in December.';
const ID = 'gift_wrapping';
const EXAMPLES = [
  'Do you offer gift wrapping?',
  'Can you wrap it as a present?',
  'I need it wrapped for a birthday',
  'How much is wrapping paper and a card?',
  'Please make it look like a gift',
];
/** The customer's own words, which are none of the examples. */
const ASKED = 'I want it wrapped up as a gift for my mum';
const REPLY = 'Reply, English, Done';

/** The built app on the whole service: shipped model, shipped templates, demo shop, a real browser. */
describe('the admin app', () => {
  let app: AdminApp;
  let operator: StaffClient;

  beforeAll(async () => {
    app = await AdminApp.start();
    operator = app.operator;
  });
  afterAll(() => app.stop());
  afterEach(async () => expect(await app.closePages()).toEqual([]));

  describe('takes a template from the first word to the archive', () => {
    let customer: StaffPage;
    /** Asks in a new conversation, and says what the bot answers. */
    const ask = async (): Promise<string> => {
      const { page } = customer;
      await page.getByRole('button', { name: 'New conversation' }).click();
      await page.locator('.bubble').first().waitFor({ state: 'detached' });
      await page.getByLabel('Your message').fill(ASKED);
      await page.keyboard.press('Enter');
      const reply = page.locator('.bubble').nth(1);
      await reply.waitFor();
      return (await reply.textContent()) ?? '';
    };
    /** From the service's answer that it is published to the reply on the customer's screen. */
    const askOncePublished = async (publisher: StaffPage, press: string): Promise<string> => {
      const answered = publisher.page.waitForResponse(/\/(publish|rollback)$/);
      await publisher.page.getByRole('dialog').getByRole('button', { name: press, exact: true }).click();
      expect((await answered).status()).toBe(200);
      const publishedAt = Date.now();
      const reply = await ask();
      expect(Date.now() - publishedAt).toBeLessThan(LIVE_WITHIN_MS);
      return reply;
    };

    beforeAll(async () => {
      customer = await StaffPage.open(app.browser, app.url, '/chat');
    });
    afterAll(() => customer.close());

    it('is written by an editor by keyboard alone, who sees it chosen and may not publish it', async () => {
      const editor = await app.open();
      const { page } = editor;
      const { keyboard } = page;
      await page.locator('input[type="email"]:focus').waitFor();
      await keyboard.type('editor@example.com');
      await keyboard.press('Tab');
      await keyboard.type(PASSWORD);
      await keyboard.press('Enter');

      await editor.tabTo(page.getByRole('link', { name: 'New template' }));
      await keyboard.press('Enter');
      await editor.tabAndType('Name for the system', ID);
      await editor.tabAndType(
        'What the customer wants',
        'Wants a purchase wrapped as a present, or its price.',
      );
      await editor.tabTo(page.getByRole('textbox', { name: 'Example 1', exact: true }));
      for (const [index, example] of EXAMPLES.entries()) {
        if (index > 0) await keyboard.press('Enter');
        await keyboard.insertText(example);
      }
      await editor.tabAndType(REPLY, FIRST);
      await page.locator('.preview').getByText(FIRST).waitFor();

      await editor.tabTo(page.getByRole('tab', { name: 'Preview' }));
      await keyboard.press('ArrowRight');
      await editor.tabAndType(
        'A message of a customer',
        "it's a birthday surprise, can you wrap it up nicely?",
      );
      await keyboard.press('Enter');
      await editor.seen('This template is chosen.');
      expect(await page.locator('.ranking li[aria-current]').textContent()).toMatch(/^1\.gift_wrapping/);
      expect(await page.locator('.try-reply .bubble').textContent()).toBe(FIRST);

      await keyboard.press('ControlOrMeta+s');
      await editor.seen('The draft is saved.');
      await page.waitForURL(`${app.url}/admin/templates/${ID}`);
      await editor.seen('Publishing needs the role Publisher.');
      expect(await editor.button('Publish').isDisabled()).toBe(true);
      expect((await operator.get(`/templates/${ID}/draft`)).body.template).toMatchObject({
        examples: EXAMPLES,
        bodies: { en: { ok: FIRST } },
      });
      expect(await ask()).not.toBe(FIRST);
    });

    it('is published by a publisher who has seen what it does, and customers get it within 2 s', async () => {
      const publisher = await app.openAs('publisher');
      const { page } = publisher;
      await page.getByLabel('State').selectOption('With a draft');
      await publisher.seen('Not published yet');
      await page.getByRole('link', { name: ID }).click();
      await page.getByRole('tab', { name: 'Effect' }).click();
      await publisher.button('Check the effect').or(publisher.button('Check again')).waitFor();
      await publisher.seen('Most alike');
      await publisher.button('Publish').click();
      const dialog = page.getByRole('dialog', { name: `Publish ${ID}` });
      await dialog.getByText('Effect on the other templates').waitFor();
      await dialog.getByText('No golden conversation uses this.').waitFor();
      await dialog.getByText('Most alike').waitFor();
      await dialog.getByLabel('What is new').fill('People ask for it every day');
      expect(await askOncePublished(publisher, 'Publish')).toBe(FIRST);
      await publisher.seen('Version 1 is live.');
    });

    it('is published anew, rolled back and archived, and customers get what is published', async () => {
      const publisher = await app.openAs('publisher', `/admin/templates/${ID}`);
      const { page } = publisher;
      await publisher.rewrite(REPLY, SECOND);
      await publisher.button('Publish').click();
      await page.getByRole('dialog').waitFor();
      expect(await askOncePublished(publisher, 'Publish')).toBe(SECOND);

      await page.getByRole('link', { name: 'History' }).click();
      await publisher.seen('Customers get version 2.');
      await page.getByText(SECOND).first().waitFor();
      await page.getByText(FIRST).first().waitFor();
      await publisher.button('Roll back to version 1').click();
      await page.getByRole('dialog').getByLabel('Note').fill('December is over');
      expect(await askOncePublished(publisher, 'Roll back')).toBe(FIRST);
      await publisher.seen('Customers get version 3.');
      await publisher.seen('December is over');

      await publisher.button('Archive').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
      await publisher.seen('Archived: customers do not get it.');
      expect([FIRST, SECOND]).not.toContain(await ask());
      const { items } = (await operator.get(`/audit?target=template:${ID}`)).body;
      expect(
        (items as { action: string; actorName: string }[]).map((one) => [one.action, one.actorName]),
      ).toEqual([
        ['template.archive', 'The publisher'],
        ['template.rollback', 'The publisher'],
        ['template.publish', 'The publisher'],
        ['template.draft.save', 'The publisher'],
        ['template.publish', 'The publisher'],
        ['template.draft.save', 'The editor'],
      ]);
    });
  });

  it('blocks what breaks a golden conversation, and lets it out with a reason', async () => {
    const publisher = await app.openAs('publisher', '/admin/templates/store_hours');
    const { page } = publisher;
    const dialog = page.getByRole('dialog');
    await publisher.rewrite(REPLY, 'We are open when you need us.');
    let letPlay = (): void => undefined;
    const played = new Promise<void>((resolve) => (letPlay = resolve));
    // Somebody who does not wait to see what the conversations come to.
    await page.route('**/golden/run', (route) => played.then(() => route.continue()));
    await publisher.button('Publish').click();
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await dialog.getByText('shop-information').waitFor();
    await dialog.getByText(/10:00/).first().waitFor();
    letPlay();
    expect((await operator.get('/templates/store_hours')).body.published.version).toBe(1);

    await dialog.getByRole('button', { name: 'Publish anyway' }).click();
    await dialog.getByText('Fill this in.').waitFor();
    await dialog.getByLabel('Why it goes live all the same').fill('The shop moves house');
    await dialog.getByRole('button', { name: 'Publish anyway' }).click();
    await publisher.seen('Version 2 is live.');
    const { details } = (await operator.get('/audit?target=template:store_hours')).body.items[0];
    expect(JSON.stringify(details)).toContain('The shop moves house');

    // Back is no way out either: the first version goes, the broken one is held again.
    await page.getByRole('link', { name: 'History' }).click();
    await publisher.button('Roll back to version 1').click();
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await publisher.seen('Customers get version 3.');
    await publisher.button('Roll back to version 2').click();
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await dialog.getByText('Golden conversations would no longer go as written').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await operator.get('/templates/store_hours')).body.published.version).toBe(3);
  });

  it('lets a publisher write and publish a new template in one go', async () => {
    const publisher = await app.openAs('publisher', '/admin/templates/new');
    const { page } = publisher;
    await page.getByLabel('Name for the system').fill('copper_care');
    await page.getByLabel('What the customer wants').fill('Wants to know how to polish copper.');
    await page.getByRole('textbox', { name: 'Example 1' }).fill('How do I get my copper pan shiny again?');
    await publisher.rewrite(REPLY, 'Rub it with half a lemon.');
    await publisher.button('Publish').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
    await publisher.seen('Version 1 is live.');
    expect(page.url()).toBe(`${app.url}/admin/templates/copper_care`);
  });

  it('shows all faults at once, leads to them and puts in what was meant', async () => {
    const editor = await app.openAs('editor', '/admin/templates/thanks');
    const { page } = editor;
    await editor.rewrite(REPLY, 'You are welcome, from {{shop.nam}} and {{constructor}}.');
    await editor.button('2 problems').click();
    await page.getByRole('list', { name: 'Problems' }).first().getByRole('button').first().click();
    await editor.button('Use “shop.name”').last().click();
    await editor.button('1 problem').waitFor();
    await editor.button('Save draft').click();
    await editor.seen('Not saved yet: the problems have to be put right first.');
    expect((await operator.get('/templates/thanks/draft')).body.revision).toBe(0);
    await editor.rewrite(REPLY, 'Gladly, {{shop.nam');
    await page.getByRole('option', { name: /shop\.name/ }).click();
    await page.locator('.preview').getByText('Gladly, Juniper & Oak').waitFor();
  });

  it('keeps unsaved work over a reload', async () => {
    const editor = await app.openAs('editor', '/admin/templates/goodbye');
    const { page } = editor;
    page.on('dialog', (dialog) => void dialog.accept());
    await editor.rewrite(REPLY, 'Farewell, and thanks for the fish.');
    await page.locator('.preview').getByText('thanks for the fish').waitFor();
    await page.reload();
    await editor.seen(/Your unsaved changes of .* are back\./);
    expect(await page.getByRole('textbox', { name: REPLY }).textContent()).toBe(
      'Farewell, and thanks for the fish.',
    );
    await editor.button('Discard them').click();
    await page.getByText('thanks for the fish').waitFor({ state: 'detached' });
    expect((await operator.get('/templates/goodbye/draft')).body.revision).toBe(0);
  });

  it('shows what somebody else saved meanwhile, and overwrites nothing unasked', async () => {
    const path = '/templates/greeting/draft';
    const { template } = (await operator.get(path)).body;
    const theirs = { ...template, bodies: { en: { ok: 'Hello from the other side.' } } };
    expect((await operator.put(path, { template })).status).toBe(200);

    const editor = await app.openAs('editor', '/admin/templates/greeting');
    const { page } = editor;
    await editor.rewrite(REPLY, 'Hello from this side.');
    await page.getByLabel('What the customer wants').fill('Says hello, and nothing else.');
    const { body } = await operator.get(path);
    const headers = { 'If-Match': `"${body.revision}"` };
    expect((await operator.send('PUT', path, { template: theirs }, headers)).status).toBe(200);

    await editor.button('Save draft').click();
    const dialog = page.getByRole('dialog', { name: 'Somebody else has changed this template' });
    await dialog.getByText('Hello from the other side.').waitFor();
    await dialog.getByText('Hello from this side.').waitFor();
    expect((await operator.get(path)).body.template.bodies).toEqual(theirs.bodies);
    await dialog.getByRole('group', { name: REPLY }).getByLabel('Take theirs').check();
    await dialog.getByRole('button', { name: 'Go on with this' }).click();
    await editor.button('Save draft').click();
    await editor.seen('The draft is saved.');
    expect((await operator.get(path)).body.template).toMatchObject({
      description: 'Says hello, and nothing else.',
      bodies: theirs.bodies,
    });
  });

  it('shows another version of a golden conversation, and replaces it only when told to', async () => {
    const path = '/golden/opening-hours';
    const [mine, theirs] = ['## Mine\n> hello\n< greeting\n', '## Theirs\n> goodbye\n< goodbye\n'];
    expect((await operator.put(path, { script: '## First\n> thanks\n< thanks\n' })).status).toBe(200);
    const editor = await app.openAs('editor', '/admin/golden/opening-hours');
    const { page } = editor;
    page.on('dialog', (dialog) => void dialog.accept());
    await page.getByLabel('Script').fill(mine);
    expect((await operator.put(path, { script: theirs })).status).toBe(200);

    await editor.button('Save').click();
    await editor.seen(/saved another version on/);
    await page.getByText('## Theirs').waitFor();
    // A reload forgets neither what was written nor what it began with.
    await page.reload();
    await editor.seen(/saved another version on/);
    const saved = async (): Promise<unknown> => {
      const { items } = (await operator.get('/golden')).body as { items: { name: string; script: string }[] };
      return items.find(({ name }) => name === 'opening-hours')?.script;
    };
    expect(await saved()).toBe(theirs);
    await editor.button('Go on with mine').click();
    await editor.button('Save').click();
    await editor.seen('opening-hours is saved.');
    expect(await saved()).toBe(mine);
  });
});
