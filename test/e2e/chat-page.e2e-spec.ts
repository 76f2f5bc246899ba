import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startBrowser } from '../support/browser';
import { type ChannelsApp, startChannels } from '../support/channels-app';

const PHONE = { viewport: { width: 375, height: 740 }, hasTouch: true };
const DESKTOP = { viewport: { width: 1280, height: 820 } };

describe('the chat page', () => {
  let channels: ChannelsApp;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Errors in the console, blocked content, and requests to anywhere else. */
  let troubles: string[];

  const open = async (options: BrowserContextOptions = DESKTOP, path = '/chat'): Promise<void> => {
    context = await browser.newContext(options);
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(channels.url) && !request.url().startsWith('data:'))
        troubles.push(request.url());
    });
    await page.goto(`${channels.url}${path}`);
  };
  const write = async (text: string): Promise<void> => {
    await page.getByLabel('Your message').fill(text);
    await page.keyboard.press('Enter');
  };
  const bubbles = (): Promise<string[]> => page.locator('.bubble').allTextContents();
  const seen = (text: string): Promise<void> => page.locator('.bubble', { hasText: text }).last().waitFor();

  beforeAll(async () => {
    channels = await startChannels();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await channels.app.close();
  });
  beforeEach(() => {
    troubles = [];
    channels.dialog.handled.splice(0);
    channels.dialog.script = ({ text }) => [{ text: `You said: ${text}` }];
  });
  afterEach(() => context.close());

  it('holds a conversation by keyboard alone, with nothing from elsewhere', async () => {
    await open();
    await page.locator('#message:focus').waitFor();
    await page.keyboard.type('Where is it?');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('Tell me.');
    await page.keyboard.press('Enter');
    await seen('You said: Where is it?\nTell me.');
    expect(await page.getByRole('log').getByRole('listitem').count()).toBe(2);
    expect(await page.getByLabel('Your message').inputValue()).toBe('');
    expect(troubles).toEqual([]);
  });

  it('offers the suggested messages as buttons', async () => {
    channels.dialog.script = ({ text }) => [
      { text: `You said: ${text}`, suggestedActions: ['Track it', 'Stop'] },
    ];
    await open();
    await write('hello');
    await page.getByRole('button', { name: 'Track it' }).click();
    await seen('You said: Track it');
    expect(await bubbles()).toEqual(['hello', 'You said: hello', 'Track it', 'You said: Track it']);
  });

  it('shows replies as text, with links, whatever is in them', async () => {
    const text = '<img src=x onerror=alert(1)> see https://example.com/t?a=1.';
    channels.dialog.script = () => [{ text }];
    await open();
    await write('hello');
    await seen(text);
    expect(await page.locator('.bubble img').count()).toBe(0);
    expect(await page.locator('.bubble a').getAttribute('href')).toBe('https://example.com/t?a=1');
    expect(troubles).toEqual([]);
  });

  it('keeps the conversation over a reload, and ends it on demand', async () => {
    await open();
    await write('first');
    await seen('You said: first');
    await page.reload();
    await write('second');
    await seen('You said: second');
    expect(await bubbles()).toHaveLength(4);
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByText('How can I help?').waitFor();
    await write('third');
    await seen('You said: third');
    const [first, second, third] = channels.dialog.handled;
    expect(second?.conversationId).toBe(first?.conversationId);
    expect(third?.conversationId).not.toBe(first?.conversationId);
  });

  it('sends again when an answer was lost, and is answered once', async () => {
    await open();
    let losses = 1;
    await page.route('**/v1/messages', async (route) => {
      // The service gets the message; its answer does not arrive.
      const response = await route.fetch();
      if (losses-- > 0) await route.abort();
      else await route.fulfill({ response });
    });
    await write('only once');
    await seen('You said: only once');
    expect(channels.dialog.handled).toHaveLength(1);
    expect(await bubbles()).toEqual(['only once', 'You said: only once']);
  });

  it('says when a message was not sent, and tries again when asked', async () => {
    await open();
    await page.route('**/v1/messages', (route) =>
      route.fulfill({ status: 400, body: '{"code":"TEXT_TOO_LONG"}' }),
    );
    await write('hello');
    await page.getByText('Not sent: the message is too long.').waitFor();
    // Before the reload: requests that are under way when routing ends may hang.
    await page.unroute('**/v1/messages');
    await page.reload();
    await page.getByRole('button', { name: 'Try again' }).click();
    await seen('You said: hello');
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });

  it("shows what was said though the shop's settings do not come", async () => {
    await open();
    await write('hello');
    await seen('You said: hello');
    await page.route('**/chat/settings.json', () => undefined);
    await page.reload();
    await seen('You said: hello');
    expect(await bubbles()).toEqual(['hello', 'You said: hello']);
  });

  it('goes on in a new conversation when the service no longer knows this one', async () => {
    await open();
    await write('first');
    await seen('You said: first');
    channels.dialog.conversations.clear();
    await write('second');
    await seen('You said: second');
  });

  it('sends quick messages one after another', async () => {
    await open();
    for (const text of ['one', 'two', 'three']) await write(text);
    await seen('You said: three');
    expect(channels.dialog.handled.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });

  it('takes a thumb for an answer, once, and keeps it over a reload', async () => {
    channels.dialog.script = ({ text }) => [{ text: `You said: ${text}` }, { text: 'What else?' }];
    await open();
    await write('hello');
    await seen('What else?');
    const { conversationId, messageId } = channels.dialog.handled[0]!;
    const noted = (): unknown =>
      channels.dialog.conversations.get(conversationId)?.turns.get(messageId!)?.thumbs;
    const [helped, didNot] = ['This helped', 'This did not help'].map((name) =>
      page.getByRole('group', { name: 'Did this help?' }).getByRole('button', { name }),
    );
    await helped!.focus();
    await page.keyboard.press('Enter');
    await page.locator('[aria-pressed="true"]').waitFor();
    expect([noted(), await helped!.getAttribute('aria-pressed')]).toEqual(['up', 'true']);
    await didNot!.click();
    await page.locator('[aria-pressed="true"][aria-label="This did not help"]').waitFor();
    expect([noted(), await helped!.getAttribute('aria-pressed')]).toEqual(['down', 'false']);
    await page.reload();
    await page.locator('[aria-pressed="true"][aria-label="This did not help"]').click();
    await page.locator('[aria-pressed="true"]').waitFor({ state: 'detached' });
    expect(noted()).toBeNull();
    expect(troubles).toEqual([]);
  });

  it('says when a thumb could not be noted, and shows it as not given', async () => {
    await open();
    await write('hello');
    await seen('You said: hello');
    await page.route('**/feedback', (route) => route.fulfill({ status: 503, body: '{}' }));
    await page.getByRole('button', { name: 'This helped' }).click();
    await page.getByText('That could not be noted.').waitFor();
    expect(await page.locator('[aria-pressed="true"]').count()).toBe(0);
  });

  it('shows what staff write, as theirs', async () => {
    await open();
    await write('hello');
    await seen('You said: hello');
    const id = channels.dialog.handled[0]?.conversationId ?? '';
    await channels.dialog.writeLate(id, { text: 'Ben here.', author: 'staff' });
    await seen('Ben here.');
    expect(await page.locator('.entry.staff').textContent()).toContain('Support team');
  });

  it('shows what the bot tells later within two seconds or so, once, and keeps it over a reload', async () => {
    await open();
    await write('hello');
    await seen('You said: hello');
    const id = channels.dialog.handled[0]?.conversationId ?? '';
    const written = Date.now();
    await channels.dialog.writeLate(id, { text: 'It has left: https://track.example/1', templateId: 'news' });
    await seen('It has left');
    expect(Date.now() - written).toBeLessThan(3_000);
    expect(await page.locator('.bubble a').getAttribute('href')).toBe('https://track.example/1');
    expect(await page.locator('.entry.staff').count()).toBe(0);
    await page.reload();
    await write('thanks');
    await seen('You said: thanks');
    await channels.dialog.writeLate(id, { text: 'It is there.', templateId: 'news' });
    await seen('It is there.');
    expect(await bubbles()).toEqual([
      ...['hello', 'You said: hello', 'It has left: https://track.example/1'],
      ...['thanks', 'You said: thanks', 'It is there.'],
    ]);
    expect(troubles).toEqual([]);
  });

  describe.each([
    ['a phone', PHONE],
    ['a desktop', DESKTOP],
  ])('on %s', (device, options) => {
    it.each(['light', 'dark'] as const)('fits, %s', async (colorScheme) => {
      await open({ ...options, colorScheme });
      await write(`a very long word: ${'abc'.repeat(60)}`);
      await seen('You said: a very long word');
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(background).toBe(colorScheme === 'dark' ? 'rgb(16, 21, 18)' : 'rgb(244, 241, 234)');
    });

    it('has the demo shop to try', async () => {
      await open(options);
      const isPhone = device === 'a phone';
      if (isPhone) await page.getByRole('button', { name: 'Try the demo' }).click();
      await page.getByRole('button', { name: /Insert W1002/ }).click();
      if (isPhone) await page.getByRole('dialog').waitFor({ state: 'hidden' });
      expect(await page.getByLabel('Your message').inputValue()).toBe('W1002 ');
      if (isPhone) await page.getByRole('button', { name: 'Try the demo' }).click();
      const demo = page.getByLabel('Try the demo shop');
      await demo.getByRole('button', { name: 'Where is my order W1001?' }).click();
      await seen('You said: Where is my order W1001?');
    });
  });

  it('lists no demo where there is none', async () => {
    const bare = await startChannels({ DEMO_SHOP: 'false' });
    await open(DESKTOP, '/health/live');
    await page.goto(`${bare.url}/chat`);
    await page.getByText('How can I help?').waitFor();
    expect(await page.getByText('Try the demo').count()).toBe(2);
    expect(await page.getByText('Try the demo').filter({ visible: true }).count()).toBe(0);
    await bare.app.close();
  });

  it('has a neighbour that documents the API, from here alone', async () => {
    await open(DESKTOP, '/docs');
    await page.getByText('Say something and get the replies').waitFor();
    expect(troubles).toEqual([]);
  });
});
