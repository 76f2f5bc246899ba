import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { PreviewController } from './preview.controller';
import { PreviewModule } from './preview.module';
import { CommonModule } from '../../common';
import { ConfigModule, loadConfig } from '../../config';
import { NluPort } from '../../nlu';
import { DATABASE, schema, StorageModule, type Database } from '../../storage';
import { StorefrontModule } from '../../storefront';
import { TemplatesModule } from '../../templates';

@Module({
  providers: [{ provide: NluPort, useValue: { publishCatalogue: () => Promise.resolve() } }],
  exports: [NluPort],
})
class NoModel {}

const TEMPLATE = {
  id: 'where',
  intent: 'inquiry',
  description: 'Asks where it is.',
  examples: ['where is it'],
  needs: ['order'],
  action: null,
  bodies: {
    en: {
      ok: 'Order {{order.number}}, to {{order.shippingAddress}} ({{order.email}}), {{relativeDate order.placedAt}}.',
    },
    de: {
      ok: [
        { text: 'Bestellung {{order.number}}.' },
        { text: 'Nr. {{order.number}}', name: 'short', weight: 2 },
      ],
    },
  },
  suggestedActions: { en: ['Track it'] },
};

describe(PreviewController.name, () => {
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    const config = loadConfig({ ADMIN_API_KEY: 'admin', NODE_ENV: 'test' });
    const imports = [
      CommonModule,
      ConfigModule.forRoot(config),
      StorageModule.forRoot({ dataDir: 'memory://' }),
      { module: NoModel, global: true },
      TemplatesModule.forRoot({ timeZone: 'Europe/Berlin' }),
      StorefrontModule.forRoot({ demoShop: true }),
      PreviewModule,
    ];
    const module = await Test.createTestingModule({ imports }).compile();
    app = module.createNestApplication<NestExpressApplication>();
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    await addRealOrder(app.get<Database>(DATABASE));
  });

  afterAll(() => app.close());

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async function call(path: string, body?: object, key = 'admin'): Promise<{ status: number; body: any }> {
    const response = await fetch(`${url}/v1/admin/templates/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  it('fills a template that is not published, with the facts that are named', async () => {
    const request = { template: TEMPLATE, locale: 'en', outcome: 'ok', facts: 'order:W1003' };
    const { status, body } = await call('preview', request);
    expect(status).toBe(200);
    expect(body).toEqual({
      wordings: [{ name: '', text: expect.stringMatching(/^Order W1003, to Ana Costa.*, yesterday\.$/) }],
      suggestedActions: ['Track it'],
      locale: 'en',
      faults: [],
    });
  });

  it('shows every wording in the nearest language', async () => {
    const { body } = await call('preview', { template: TEMPLATE, locale: 'de-AT', outcome: 'ok' });
    expect(body).toMatchObject({
      locale: 'de',
      wordings: [
        { name: '1', text: 'Bestellung W1001.' },
        { name: 'short', text: 'Nr. W1001' },
      ],
    });
  });

  it('lists the faults and fills what has none', async () => {
    const ok = [{ text: 'Fine, {{order.number}}.' }, { text: '{{{order.constructor}}}' }, { text: 7 }];
    const template = { ...TEMPLATE, id: 'No Id', bodies: { en: { ok } } };
    const { body } = await call('preview', { template, locale: 'en', outcome: 'ok' });
    expect(body.wordings).toEqual([{ name: '1', text: 'Fine, W1001.' }]);
    expect((body.faults as { path: string }[]).map(({ path }) => path)).toEqual([
      'id',
      'bodies.en.ok[1].text',
      'bodies.en.ok[1].text',
      'bodies.en.ok[2].text',
    ]);
  });

  it('gives a template no facts that the dialog would not give it', async () => {
    const template = { ...TEMPLATE, bodies: { en: { ok: '{{#if ticket}}ticket{{else}}none{{/if}}' } } };
    expect((await call('preview', { template, locale: 'en', outcome: 'ok' })).body.wordings).toEqual([
      { name: '', text: 'none' },
    ]);
  });

  it.each([
    ['no template', { locale: 'en', outcome: 'ok' }, 400],
    ['an unknown outcome', { template: {}, locale: 'en', outcome: 'later' }, 400],
    ['an unknown channel', { template: {}, locale: 'en', outcome: 'ok', channel: 'fax' }, 400],
    ['unknown facts', { template: {}, locale: 'en', outcome: 'ok', facts: 'order:W9999' }, 404],
  ])('refuses %s', async (_name, request, status) => {
    expect((await call('preview', request)).status).toBe(status);
  });

  it('lists the demo orders and the last recorded ones, the people in these masked', async () => {
    const { body } = await call('facts');
    const items = body.items as { name: string; facts: { order: { status: string } } }[];
    const names = items.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['order:W1001', 'order:W1012', 'order:R-77', 'product:SKU-10443', 'example']),
    );
    const statuses = new Set(items.map(({ facts }) => facts.order.status));
    expect([...statuses].sort()).toEqual([
      'cancelled',
      'delivered',
      'partly_refunded',
      'processing',
      'returned',
      'shipped',
    ]);
    const real = items.find(({ name }) => name === 'order:R-77')!;
    expect(real.facts.order).toMatchObject({ number: 'R-77', email: 'customer@example.com' });
    expect(JSON.stringify(real)).not.toMatch(/Grace|Hopper|navy|4711|real-1/);
    const previewed = await call('preview', {
      template: TEMPLATE,
      locale: 'en',
      outcome: 'ok',
      facts: 'order:R-77',
    });
    expect(JSON.stringify(previewed.body)).not.toMatch(/Grace|Hopper|navy/);
  });

  it('describes the language of bodies', async () => {
    const { language, defaultLocale } = (await call('facts')).body;
    expect(defaultLocale).toBe('en');
    expect(language.roots.order.fields.number).toMatchObject({
      kind: 'leaf',
      description: expect.any(String),
    });
    expect(language.helpers.trackingLink).toMatchObject({ gives: 'text', example: '{{trackingLink order}}' });
    expect(
      Object.values(language.helpers).every((one) => (one as { description: string }).description !== ''),
    ).toBe(true);
  });

  it('lets nobody in without a key', async () => {
    expect((await call('facts', undefined, 'wrong')).status).toBe(401);
    expect((await call('preview', { template: {} }, 'wrong')).status).toBe(401);
  });
});

async function addRealOrder(db: Database): Promise<void> {
  await db.insert(schema.customers).values({ id: 'real-1', email: 'grace@navy.mil', name: 'Grace Hopper' });
  await db.insert(schema.orders).values({
    id: 'order-77',
    number: 'R-77',
    numberKey: 'R77',
    customerId: 'real-1',
    email: 'grace@navy.mil',
    status: 'shipped',
    placedAt: new Date(),
    trackingNumber: '4711',
    trackingUrl: 'https://carrier.example/4711',
    shippingAddress: 'Grace Hopper, 1 Navy Yard',
    totalMinor: 100,
    currency: 'EUR',
  });
}
