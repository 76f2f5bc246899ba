import chromium from '@sparticuz/chromium';
import { existsSync } from 'node:fs';
import { type Browser, chromium as playwright } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where Chrome usually is when it is installed. */
const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** A real browser: the one from the package on Linux x64, an installed one elsewhere. A test without one fails. */
export async function startBrowser(): Promise<Browser> {
  const isPackaged = process.platform === 'linux' && process.arch === 'x64';
  const executablePath = isPackaged
    ? await chromium.executablePath()
    : INSTALLED.find((path) => existsSync(path));
  return playwright.launch({ executablePath, headless: true, args: FLAGS });
}
