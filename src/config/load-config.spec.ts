import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigInvalidError, loadConfig, readEnvironment } from '.';
import { allSettings } from './load-config';

const root = join(__dirname, '..', '..');

function failuresOf(environment: Record<string, string>): string {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigInvalidError) return error.message;
    throw error;
  }
  return '';
}

/** As long as a token's secret has to be, and no longer. */
const longSecret = (name: string): string => name.padEnd(32, '-');

describe(loadConfig.name, () => {
  it('starts with nothing set', () => {
    const config = loadConfig({});
    expect(config.server).toMatchObject({ port: 3978, host: undefined, environment: 'development' });
    expect(config.storage).toMatchObject({ dataDir: './data', databaseUrl: undefined });
    expect(config.channels.enabled).toEqual(['rest', 'botframework', 'chat']);
    expect(config.limits.messagesPerMinute).toBe(0);
    expect(config.demoShop.isEnabled).toBe(true);
    expect(config.nlu).toMatchObject({ providers: ['cpu'], processes: 0, maxBatch: 32 });
  });

  it('takes an empty value as unset', () => {
    expect(loadConfig({ PORT: '', LOG_LEVEL: ' ' })).toMatchObject({
      server: { port: 3978 },
      log: { level: 'info' },
    });
  });

  it('reads booleans as words', () => {
    expect(loadConfig({ DEMO_SHOP: 'false' }).demoShop.isEnabled).toBe(false);
    expect(loadConfig({ DEMO_SHOP: 'ON' }).demoShop.isEnabled).toBe(true);
    expect(failuresOf({ DEMO_SHOP: 'maybe' })).toContain('DEMO_SHOP must be true or false');
  });

  it('reads the default locale in its usual spelling', () => {
    expect(loadConfig({}).language.defaultLocale).toBe('en');
    expect(loadConfig({ DEFAULT_LOCALE: 'de_at' }).language.defaultLocale).toBe('de-AT');
    for (const value of ['german!', 'x-private', '1']) {
      expect(failuresOf({ DEFAULT_LOCALE: value })).toContain('DEFAULT_LOCALE must be a locale');
    }
  });

  it.each(['Nowhere/City', '+02:00', 'local time'])('refuses %j as a time zone', (zone) => {
    expect(failuresOf({ SHOP_TIME_ZONE: zone })).toContain('SHOP_TIME_ZONE must be the name of a time zone');
  });

  it('takes a time zone by its name', () => {
    expect(loadConfig({ SHOP_TIME_ZONE: 'Europe/Berlin' }).shop.timeZone).toBe('Europe/Berlin');
    expect(loadConfig({}).shop.timeZone).toBe('UTC');
  });

  it.each([
    ['21:00-08:00', 1_260, 480],
    ['9:30 – 17:05', 570, 1_025],
    ['00:00-23:59', 0, 1_439],
  ])('takes %j as quiet hours', (quietHours, fromMinute, toMinute) => {
    expect(loadConfig({ QUIET_HOURS: quietHours }).shop.quietHours).toEqual({ fromMinute, toMinute });
  });

  it.each(['21-8', '21:00', '24:00-08:00', '21:60-08:00', '21:00-21:00', '21:00-08:00-09:00', 'always'])(
    'refuses %j as quiet hours',
    (quietHours) => {
      expect(failuresOf({ QUIET_HOURS: quietHours })).toContain('QUIET_HOURS must be two different times');
      expect(loadConfig({}).shop.quietHours).toBeNull();
    },
  );

  it('knows the currency of the shop, or that nobody has said it', () => {
    expect(loadConfig({ SHOP_CURRENCY: 'eur' }).shop.currency).toBe('EUR');
    expect(loadConfig({}).shop.currency).toBeNull();
    expect(failuresOf({ SHOP_CURRENCY: 'euro' })).toContain('SHOP_CURRENCY must be the code of a currency');
  });

  it('takes two values of a secret, and no more', () => {
    const [newest, older] = [longSecret('new'), longSecret('old')];
    const security = (value: string): string[] =>
      loadConfig({ CUSTOMER_TOKEN_SECRET: value }).security.customerTokenSecrets;
    expect(security(`${newest}, ${older}`)).toEqual([newest, older]);
    expect(failuresOf({ CUSTOMER_TOKEN_SECRET: `${newest},${older},${longSecret('oldest')}` })).toContain(
      'CUSTOMER_TOKEN_SECRET must be one value',
    );
  });

  it.each(['development', 'test', 'production'])(
    'refuses in %s a token secret that can be guessed, also beside a long one',
    (NODE_ENV) => {
      const short = 'guess-me-'.padEnd(31, 'x');
      for (const secrets of [short, `${longSecret('new')},${short}`, `${short},${longSecret('old')}`]) {
        const message = failuresOf({ NODE_ENV, CHANNELS: 'rest', CUSTOMER_TOKEN_SECRET: secrets });
        expect(message).toMatch(/CUSTOMER_TOKEN_SECRET must .* each of 32 characters or more$/);
        expect(message).not.toContain('guess-me');
      }
    },
  );

  it('takes names of token secrets, each once and before a secret that is long enough by itself', () => {
    const [newest, older] = [`2026b:${longSecret('new')}`, `2026a:${longSecret('old')}`];
    expect(loadConfig({ CUSTOMER_TOKEN_SECRET: `${newest},${older}` }).security.customerTokenSecrets).toEqual(
      [newest, older],
    );
    for (const secrets of [`${newest},2026b:${longSecret('old')}`, `2026b:${'guess-me-'.padEnd(31, 'x')}`]) {
      const message = failuresOf({ CUSTOMER_TOKEN_SECRET: secrets });
      expect(message).toContain('CUSTOMER_TOKEN_SECRET must');
      expect(message).not.toMatch(/2026b|guess-me/);
    }
  });

  it('takes a mail server with its password, and one sender', () => {
    for (const url of ['smtp://localhost:2525', 'smtps://user:p%40ss@mail.example.com/']) {
      expect(loadConfig({ SMTP_URL: url, MAIL_FROM: 'A Shop <help@shop.example>' }).mail.smtpUrl).toBe(url);
    }
    for (const url of [
      'mail.example.com',
      'https://hunter2@mail.example.com',
      'smtp://',
      'smtp://a?b=hunter2',
    ]) {
      const message = failuresOf({ SMTP_URL: url });
      expect(message).toContain('SMTP_URL must be the URL of a mail server');
      expect(message).not.toMatch(/hunter2/);
    }
    for (const from of [
      'A Shop',
      'a@shop.example, b@shop.example',
      'A <a@shop.example>\nBcc: b@shop.example',
    ]) {
      expect(failuresOf({ MAIL_FROM: from })).toContain('MAIL_FROM must be an address');
    }
  });

  it('asks for the mail server of codes, and in production for their secret', () => {
    const mail = { SMTP_URL: 'smtp://localhost', MAIL_FROM: 'help@shop.example' };
    const message = failuresOf({ IDENTITY_PROOF: 'code' });
    expect(message).toContain('SMTP_URL must be set while IDENTITY_PROOF is code');
    expect(message).toContain('MAIL_FROM must be set while IDENTITY_PROOF is code');
    expect(failuresOf({ IDENTITY_PROOF: 'code', ...mail })).toBe('');
    const production = { NODE_ENV: 'production', CHANNELS: 'rest', CUSTOMER_TOKEN_SECRET: longSecret('s') };
    expect(failuresOf({ ...production, ...mail })).toBe('');
    expect(failuresOf({ ...production, ...mail, IDENTITY_PROOF: 'code' })).toContain(
      'IDENTITY_CODE_SECRET must be set in production',
    );
    expect(failuresOf({ IDENTITY_CODE_SECRET: 'guess-me' })).toMatch(/IDENTITY_CODE_SECRET must .* 32 char/);
    expect(failuresOf({ IDENTITY_PROOF: 'sms' })).toContain('IDENTITY_PROOF must be one of email, code');
  });

  it('lists every failure by name and none by value', () => {
    const message = failuresOf({
      PORT: '70000x',
      DATABASE_URL: 'mysql://hunter2@db',
      CHANNELS: 'rest,fax',
      NLU_PROCESSES: '65',
      RATE_LIMIT_PER_MINUTE: '-1',
      LOG_LEVEL: 'loud',
      SERVICE_URL_ALLOWLIST: 'ftp://files.example',
    });
    for (const name of [
      'PORT',
      'DATABASE_URL',
      'CHANNELS',
      'NLU_PROCESSES',
      'RATE_LIMIT_PER_MINUTE',
      'LOG_LEVEL',
      'SERVICE_URL_ALLOWLIST',
    ]) {
      expect(message).toContain(`${name} must `);
    }
    expect(message).not.toMatch(/70000x|hunter2|fax|loud|files\.example/);
  });

  it('accepts wildcards, ports and addresses in the allowlist', () => {
    const allowed = 'https://*.example.com,http://localhost:8080/v3,http://[::1]:9000';
    expect(loadConfig({ SERVICE_URL_ALLOWLIST: allowed }).channels.serviceUrlAllowlist).toHaveLength(3);
  });

  it('is frozen', () => {
    const config = loadConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.server)).toBe(true);
    expect(Object.isFrozen(config.channels.enabled)).toBe(true);
  });

  describe('in production', () => {
    const production = { NODE_ENV: 'production' };
    const microsoft = { MICROSOFT_APP_ID: 'an-app', MICROSOFT_APP_PASSWORD: 'a-password' };

    it('names the missing secrets of the channels that are switched on', () => {
      const message = failuresOf(production);
      expect(message).toContain('CUSTOMER_TOKEN_SECRET must be set');
      expect(message).toContain('MICROSOFT_APP_ID must be set');
      expect(message).toContain('MICROSOFT_APP_PASSWORD must be set');
    });

    it('asks for nothing that belongs to a channel switched off', () => {
      expect(failuresOf({ ...production, CHANNELS: 'rest', CUSTOMER_TOKEN_SECRET: longSecret('s') })).toBe(
        '',
      );
      expect(failuresOf({ ...production, CHANNELS: 'botframework', ...microsoft })).toBe('');
    });

    it('refuses an admin key that can be guessed, which development takes', () => {
      const rest = { ...production, CHANNELS: 'rest', CUSTOMER_TOKEN_SECRET: longSecret('s') };
      const [short, long] = ['guess-me-please', 'sixteen-letters-'];
      for (const keys of [short, `${long},${short}`]) {
        const message = failuresOf({ ...rest, ADMIN_API_KEY: keys });
        expect(message).toMatch(/ADMIN_API_KEY must .* each of 16 characters or more in production$/);
        expect(message).not.toContain('guess-me');
      }
      expect(failuresOf({ ...rest, ADMIN_API_KEY: long })).toBe('');
      expect(failuresOf({ ADMIN_API_KEY: short })).toBe('');
    });

    it('asks for the tenant of a single-tenant app', () => {
      const environment = {
        ...production,
        ...microsoft,
        CHANNELS: 'botframework',
        MICROSOFT_APP_TYPE: 'SingleTenant',
      };
      expect(failuresOf(environment)).toContain('MICROSOFT_APP_TENANT_ID must be set');
    });

    it('has a rate limit and no demo shop unless told', () => {
      const secrets = { ...production, ...microsoft, CUSTOMER_TOKEN_SECRET: longSecret('s') };
      expect(loadConfig(secrets)).toMatchObject({
        limits: { messagesPerMinute: 120 },
        demoShop: { isEnabled: false },
      });
      expect(loadConfig({ ...secrets, RATE_LIMIT_PER_MINUTE: '0', DEMO_SHOP: 'true' })).toMatchObject({
        limits: { messagesPerMinute: 0 },
        demoShop: { isEnabled: true },
      });
    });

    it('still names the missing secrets when another setting is wrong', () => {
      expect(failuresOf({ ...production, CHANNELS: 'botframework', PORT: 'x' })).toMatch(
        /PORT[^]*MICROSOFT_APP_ID/,
      );
    });
  });
});

describe('.env.example', () => {
  const listed = [...readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^([A-Z_]+)=(.*)$/gm)];

  it('lists exactly the settings there are, with their defaults', () => {
    const expected = Object.fromEntries(allSettings().map((setting) => [setting.name, setting.fallback]));
    expect(Object.fromEntries(listed.map(([, name, value]) => [name, value]))).toEqual(expected);
  });

  it('is valid as it stands', () => {
    expect(() =>
      loadConfig(Object.fromEntries(listed.map(([, name, value]) => [name, value]))),
    ).not.toThrow();
  });

  it('names the settings that docs/configuration.md explains', () => {
    const guide = readFileSync(join(root, 'docs', 'configuration.md'), 'utf8');
    const explained = [...guide.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual(listed.map(([, name]) => name).sort());
  });
});

describe(readEnvironment.name, () => {
  const directory = mkdtempSync(join(tmpdir(), 'storedesk-env-'));

  afterAll(() => {
    rmSync(directory, { recursive: true });
    delete process.env['STOREDESK_SPEC'];
  });

  it('adds what is in the file and leaves what is set', () => {
    expect(readEnvironment(directory)).toEqual({ ...process.env });
    process.env['STOREDESK_SPEC'] = 'set before';
    writeFileSync(
      join(directory, '.env'),
      'STOREDESK_FILE="from file" # said here\nSTOREDESK_SPEC=from file\n',
    );
    expect(readEnvironment(directory)).toMatchObject({
      STOREDESK_FILE: 'from file',
      STOREDESK_SPEC: 'set before',
    });
  });
});
