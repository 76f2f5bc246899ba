import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { PASSWORD } from './access-app';

/** How far Tab goes before a thing counts as out of reach of the keyboard. */
const MOST_TABS = 60;

/** A browser of its own at the admin app, and what its users do there again and again. */
export class StaffPage {
  private constructor(
    readonly page: Page,
    /** Scripts that failed, blocked content, and requests to anywhere else. */
    readonly troubles: string[],
  ) {}

  static async open(
    browser: Browser,
    url: string,
    path = '/admin',
    options: BrowserContextOptions = {},
  ): Promise<StaffPage> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 820 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => {
      // An answer such as "no draft yet" is one of these, and no trouble.
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isAnswer) troubles.push(message.text());
    });
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url))
        troubles.push(request.url());
    });
    await page.goto(url + path);
    return new StaffPage(page, troubles);
  }

  async signIn(email: string): Promise<void> {
    await this.page.getByLabel('E-mail address').fill(email);
    await this.page.getByLabel('Password').fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor({ state: 'detached' });
  }

  /** Presses Tab until the thing has the focus. */
  async tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    for (let presses = 0; presses < MOST_TABS; presses += 1) {
      if (
        await target.evaluate((element: { matches(selector: string): boolean }) => element.matches(':focus'))
      )
        return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${String(target)}`);
  }

  /** Goes there with Tab and writes. */
  async tabAndType(label: string, text: string): Promise<void> {
    await this.tabTo(this.page.getByRole('textbox', { name: label, exact: true }));
    await this.page.keyboard.insertText(text);
  }

  /** The editor of a reply, with another text in it. */
  async rewrite(label: string, text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: label }).click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(text);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  seen(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).first().waitFor();
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
