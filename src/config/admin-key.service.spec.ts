import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminKeyService, loadConfig } from '.';

describe(AdminKeyService.name, () => {
  const directories: string[] = [];
  const newDataDir = (): string => {
    const parent = mkdtempSync(join(tmpdir(), 'storedesk-key-'));
    directories.push(parent);
    return join(parent, 'data');
  };

  afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

  it('makes a key in development, once, readable by its owner only', () => {
    const DATA_DIR = newDataDir();
    const first = AdminKeyService.fromConfig(loadConfig({ DATA_DIR }));
    const file = join(DATA_DIR, 'admin-api-key');
    expect(first.newKey).toBe(readFileSync(file, 'utf8').trim());
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const second = AdminKeyService.fromConfig(loadConfig({ DATA_DIR }));
    expect(second.newKey).toBeUndefined();
    expect(second.isValid(first.newKey!)).toBe(true);
  });

  it.each(['', ' \n'])('makes the key anew when its file holds only %j', (left) => {
    const DATA_DIR = newDataDir();
    const file = join(DATA_DIR, 'admin-api-key');
    mkdirSync(DATA_DIR);
    writeFileSync(file, left, { mode: 0o644 });

    const keys = AdminKeyService.fromConfig(loadConfig({ DATA_DIR }));
    expect(keys.isValid('')).toBe(false);
    expect(keys.newKey).toMatch(/^[\w-]{32}$/);
    expect(readFileSync(file, 'utf8').trim()).toBe(keys.newKey);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('leaves nothing but the key behind', () => {
    const DATA_DIR = newDataDir();
    for (let starts = 0; starts < 2; starts += 1) AdminKeyService.fromConfig(loadConfig({ DATA_DIR }));
    expect(readdirSync(DATA_DIR)).toEqual(['admin-api-key']);
  });

  it('accepts either of two keys while they are rotated', () => {
    const keys = AdminKeyService.fromConfig(loadConfig({ ADMIN_API_KEY: 'new-key,old-key' }));
    expect(keys.isValid('new-key')).toBe(true);
    expect(keys.isValid('old-key')).toBe(true);
    expect(keys.isValid('new-key,old-key')).toBe(false);
    expect(keys.isValid('')).toBe(false);
  });

  it('lets nobody in when production has no key', () => {
    const DATA_DIR = newDataDir();
    const config = loadConfig({
      NODE_ENV: 'production',
      CHANNELS: 'rest',
      CUSTOMER_TOKEN_SECRET: 'a-secret-of-32-characters-or-more',
      DATA_DIR,
    });
    expect(AdminKeyService.fromConfig(config).isValid('')).toBe(false);
    expect(() => statSync(DATA_DIR)).toThrow();
  });
});
