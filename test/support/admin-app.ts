import type { Browser } from 'playwright-core';
import { PASSWORD } from './access-app';
import { BotApp } from './bot-app';
import { startBrowser } from './browser';
import { StaffClient } from './staff-client';
import { StaffPage } from './staff-page';

/** The built admin app on a whole service, with an account for each role, and a real browser. */
export class AdminApp {
  private readonly opened: StaffPage[] = [];

  private constructor(
    readonly bot: BotApp,
    readonly url: string,
    readonly browser: Browser,
    /** With the operator's key. */
    readonly operator: StaffClient,
  ) {}

  /** Fails when the app is not built. */
  static async start(environment: Record<string, string> = {}): Promise<AdminApp> {
    const bot = await BotApp.start(environment);
    const url = (await bot.url()).replace('[::1]', 'localhost');
    const operator = new StaffClient(url, { Authorization: 'Bearer admin' });
    const app = new AdminApp(bot, url, await startBrowser(), operator);
    const home = await fetch(`${url}/admin`);
    if (!home.ok) {
      await app.stop();
      throw new Error(await home.text());
    }
    for (const role of ['editor', 'publisher', 'admin']) {
      const user = { email: `${role}@example.com`, name: `The ${role}`, role, password: PASSWORD };
      const { status } = await operator.post('/users', user);
      if (status !== 200) throw new Error(`No account for the ${role}: ${status}`);
    }
    return app;
  }

  async open(path = '/admin'): Promise<StaffPage> {
    const staff = await StaffPage.open(this.browser, this.url, path);
    this.opened.push(staff);
    return staff;
  }

  async openAs(role: 'editor' | 'publisher' | 'admin', path?: string): Promise<StaffPage> {
    const staff = await this.open(path);
    await staff.signIn(`${role}@example.com`);
    return staff;
  }

  /** Closes what was opened, and answers what went wrong there. */
  async closePages(): Promise<string[]> {
    const pages = this.opened.splice(0);
    await Promise.all(pages.map((staff) => staff.close()));
    return pages.flatMap((staff) => staff.troubles);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.bot.stop();
  }
}
