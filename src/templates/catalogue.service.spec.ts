import { Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CataloguePort,
  CatalogueService,
  RenderError,
  TemplateInvalidError,
  TemplatesModule,
  type Template,
} from '.';
import { createTestDatabase, TEST_SERVER } from '../../test/support/test-database';
import { NluPort, type TemplateTexts } from '../nlu';
import { Announcements, DATABASE, schema, StorageModule, type Database } from '../storage';
import { until } from '../../test/support/until';

/** Remembers what it was told of the catalogue. */
class FakeNlu {
  readonly published: { version: number; templates: TemplateTexts[] }[] = [];
  isDown = false;

  publishCatalogue(version: number, templates: TemplateTexts[]): Promise<void> {
    if (this.isDown) return Promise.reject(new Error('no inference process'));
    this.published.push({ version, templates });
    return Promise.resolve();
  }

  last(): { version: number; templates: TemplateTexts[] } | undefined {
    return this.published.at(-1);
  }
}

function template(changes: Partial<Template> = {}): Template {
  return {
    id: 'engraving',
    intent: 'inquiry',
    description: 'Asks for an engraving.',
    examples: ['Can you engrave a name on it?', 'engrave'],
    needs: [],
    action: null,
    bodies: { en: { ok: 'Yes, in {{shop.name}}.' }, de: { ok: 'Ja, bei {{shop.name}}.' } },
    ...changes,
  };
}
const GREETING = template({
  id: 'greeting',
  bodies: { en: { ok: 'Hello!' } },
  suggestedActions: { en: ['Where?'] },
});
const CHAT = { conversationId: 'c1', channel: 'chat' } as const;
const NO_BODIES = { examples: ['x'], bodies: {} };
const YES = template({ id: 'affirm', ...NO_BODIES, suggestedActions: { en: ['Yes'] } });
const NO = template({ id: 'deny', ...NO_BODIES, suggestedActions: { en: ['No'] } });
const FALLBACK = template({ id: 'fallback', examples: [], bodies: { en: { ok: 'Sorry.' } } });

describe(CatalogueService.name, () => {
  const nlu = new FakeNlu();
  const running: TestingModule[] = [];
  let directory: string;
  let storage: TestingModule;
  let db: Database;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'catalogue-'));
    const imports = [StorageModule.forRoot({ dataDir: 'memory://' })];
    storage = await (await Test.createTestingModule({ imports }).compile()).init();
    db = storage.get<Database>(DATABASE);
  });

  afterAll(async () => {
    await storage.close();
    await rm(directory, { recursive: true });
  });

  beforeEach(async () => {
    await ship('answers', GREETING);
    await ship('acts', YES, NO);
    await ship('prompts', FALLBACK);
    await db.delete(schema.templates);
    await db.delete(schema.templateVersions);
    await db.delete(schema.catalogueVersion);
    nlu.published.length = 0;
    nlu.isDown = false;
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((app) => app.close()));
  });

  async function ship(folder: string, ...templates: Template[]): Promise<void> {
    await mkdir(join(directory, folder), { recursive: true });
    for (const one of templates)
      await writeFile(join(directory, folder, `${one.id}.json`), JSON.stringify(one));
  }

  /** One replica of the service. */
  async function start(pollMs = 60_000, from = storage): Promise<CatalogueService> {
    @Module({
      providers: [
        { provide: DATABASE, useValue: from.get<Database>(DATABASE) },
        { provide: NluPort, useValue: nlu },
        { provide: Announcements, useValue: from.get(Announcements) },
      ],
      exports: [DATABASE, NluPort, Announcements],
    })
    class Surroundings {}
    const imports = [
      { module: Surroundings, global: true },
      TemplatesModule.forRoot({ catalogueDir: directory, pollMs }),
    ];
    const app = await Test.createTestingModule({ imports }).compile();
    running.push(app);
    // A faulty row and a model that is down are logged, as they should be.
    app.useLogger(false);
    await app.init();
    expect(app.get(CataloguePort)).toBe(app.get(CatalogueService));
    return app.get(CatalogueService);
  }

  const reply = (catalogue: CatalogueService, templateId: string, facts = {}, locale = 'en'): string =>
    catalogue.render({ ...CHAT, templateId, outcome: 'ok', locale, facts }).text;

  it('starts with the shipped templates and gives the model their texts, those of prompts not', async () => {
    const catalogue = await start();
    expect(catalogue.find('greeting')).toEqual({ ...GREETING, kind: 'answer', version: 1 });
    expect(
      catalogue
        .published()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['affirm', 'deny', 'greeting']);
    expect(catalogue.find('fallback')?.kind).toBe('prompt');
    expect(nlu.last()?.templates).toContainEqual({
      id: 'greeting',
      intent: 'inquiry',
      texts: ['Asks for an engraving.', 'Can you engrave a name on it?', 'engrave'],
    });
    expect(nlu.last()?.templates).toHaveLength(3);
    expect(await catalogue.check()).toMatchObject({ name: 'templates', ready: true });
  });

  it('changes nothing when it starts again with the same files', async () => {
    const before = (await start(), nlu.last()!.version);
    const again = await start();
    expect(again.find('greeting')?.version).toBe(1);
    expect(nlu.last()!.version).toBe(before);
  });

  it('takes newer shipped files, but keeps what the shop has edited', async () => {
    const first = await start();
    await first.publish(template({ id: 'greeting', bodies: { en: { ok: 'Ahoy!' } } }));
    await ship('answers', template({ id: 'greeting', bodies: { en: { ok: 'Good day!' } } }));
    await ship('prompts', template({ id: 'fallback', examples: [], bodies: { en: { ok: 'Pardon?' } } }));

    const second = await start();
    expect(reply(second, 'greeting')).toBe('Ahoy!');
    expect(second.find('greeting')?.version).toBe(2);
    expect(reply(second, 'fallback')).toBe('Pardon?');
    expect(second.find('fallback')).toMatchObject({ kind: 'prompt', version: 2 });
  });

  it('publishes a new template, and its next version, with its vectors', async () => {
    const catalogue = await start();
    const before = nlu.last()!.version;
    expect(await catalogue.publish(template())).toMatchObject({
      id: 'engraving',
      kind: 'answer',
      version: 1,
    });
    expect(nlu.last()).toMatchObject({ version: before + 1 });

    const second = await catalogue.publish(template({ examples: ['a name on the pen'] }));
    expect(second.version).toBe(2);
    expect(catalogue.find('engraving')).toEqual(second);
    expect(nlu.last()!.version).toBe(before + 2);
    expect(nlu.last()!.templates).toContainEqual({
      id: 'engraving',
      intent: 'inquiry',
      texts: ['Asks for an engraving.', 'a name on the pen'],
    });
    const facts = { shop: { name: 'Juniper & Oak' } };
    expect(
      catalogue.render({ ...CHAT, templateId: 'engraving', outcome: 'ok', locale: 'fr', facts }),
    ).toEqual({
      text: 'Yes, in Juniper & Oak.',
      templateId: 'engraving',
      templateVersion: 2,
      outcome: 'ok',
      locale: 'en',
    });
  });

  it('stores nothing of a faulty template', async () => {
    const catalogue = await start();
    const faulty = template({ examples: [], bodies: { en: { ok: '{{{shop.constructor}}}' } } });
    const failure = await catalogue.publish(faulty).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TemplateInvalidError);
    expect((failure as TemplateInvalidError).code).toBe('TEMPLATE_INVALID');
    expect((failure as TemplateInvalidError).faults.map(({ code }) => code)).toEqual([
      'examples_count',
      'triple_stash',
      'unsafe_path',
    ]);
    expect(catalogue.find('engraving')).toBeUndefined();
    await expect(catalogue.publish(template({ id: 'fallback' }), 'answer')).rejects.toThrow(
      TemplateInvalidError,
    );
    expect(nlu.published).toHaveLength(1);
  });

  it('keeps every version of publishers at the same time', async () => {
    const [one, other] = [await start(), await start()];
    const versions = await Promise.all(
      [one, other, one, other].map((replica) => replica.publish(template())),
    );
    expect(versions.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4]);
  });

  it('follows what another replica publishes', async () => {
    const [one, other] = [await start(), await start(10)];
    await one.publish(template({ id: 'greeting', bodies: { en: { ok: 'Ahoy!' } } }));
    await until(() => reply(other, 'greeting') === 'Ahoy!');
  });

  (TEST_SERVER ? it : it.skip)('hears of it at once on PostgreSQL', async () => {
    const database = await createTestDatabase(TEST_SERVER!);
    const storages = await Promise.all(
      [1, 2].map(async () => {
        const imports = [StorageModule.forRoot({ databaseUrl: database.url, dataDir: 'memory://' })];
        return (await Test.createTestingModule({ imports }).compile()).init();
      }),
    );
    try {
      const [one, other] = [await start(60_000, storages[0]), await start(60_000, storages[1])];
      for (const text of ['Ahoy!', 'Good day!', 'Moin!']) {
        await one.publish(template({ id: 'greeting', bodies: { en: { ok: text } } }));
        await until(() => reply(other, 'greeting') === text);
      }
    } finally {
      await Promise.all(running.splice(0).map((app) => app.close()));
      await Promise.all(storages.map((app) => app.close()));
      await database.drop();
    }
  });

  it('gives the model the vectors later when it could not take them at once', async () => {
    const catalogue = await start(10);
    nlu.isDown = true;
    await expect(catalogue.publish(template())).rejects.toThrow('no inference process');
    nlu.isDown = false;
    await until(() => nlu.last()!.templates.some(({ id }) => id === 'engraving'));
    expect(catalogue.find('engraving')?.version).toBe(1);
  });

  it('leaves out a row that somebody broke by hand', async () => {
    await db
      .insert(schema.templates)
      .values({ id: 'broken', kind: 'answer', version: 1, definition: { id: 'broken' } });
    const catalogue = await start();
    expect(catalogue.find('broken')).toBeUndefined();
    expect(catalogue.find('greeting')).toBeDefined();
  });

  it('refuses to start with a faulty shipped file', async () => {
    await ship('answers', template({ id: 'greeting', bodies: {} }));
    await expect(start()).rejects.toThrow('bodies.en.ok');
  });

  it('answers in the nearest language there is', async () => {
    const catalogue = await start();
    await catalogue.publish(
      template({
        bodies: { en: { ok: 'Yes.' }, de: { ok: 'Ja, {{date order.placedAt}}.' } },
        needs: ['order'],
      }),
    );
    const facts = { order: { placedAt: '2020-01-05T10:00:00Z' } };
    expect(reply(catalogue, 'engraving', facts, 'de-AT')).toBe('Ja, 5. Jänner 2020.');
    expect(reply(catalogue, 'engraving', facts, 'de')).toBe('Ja, 5. Januar 2020.');
    expect(reply(catalogue, 'engraving', facts, 'no such locale!')).toBe('Yes.');
  });

  it("offers yes and no under a question, a choice where there is one, and else the template's buttons", async () => {
    const catalogue = await start();
    const texts = {
      confirm: 'Cancel?',
      ok: 'a',
      requested: 'b',
      refused: 'e',
      not_allowed: 'c',
      already_done: 'd',
    };
    const action = { type: 'cancel_order', confirm: true } as const;
    const needs = ['order' as const];
    await catalogue.publish(
      template({ needs, action, bodies: { en: texts }, suggestedActions: { en: ['Bye'] } }),
    );
    const buttons = (outcome: 'confirm' | 'ok', facts = {}): string[] | undefined =>
      catalogue.render({ ...CHAT, templateId: 'engraving', outcome, locale: 'en', facts }).suggestedActions;
    expect(buttons('confirm')).toEqual(['Yes', 'No']);
    expect(buttons('ok')).toEqual(['Bye']);
    expect(buttons('ok', { options: ['A', 'B'] })).toEqual(['A', 'B']);
  });

  it('fails rather than send a reply with a hole, and names the place', async () => {
    const catalogue = await start();
    await catalogue.publish(template());
    expect(() => reply(catalogue, 'engraving')).toThrow(RenderError);
    expect(() => reply(catalogue, 'engraving')).toThrow(/^Template engraving version 1, ok, en: /);
    expect(() => reply(catalogue, 'no_such_template')).toThrow(RenderError);
  });

  it('tells of a ticket that is already open with the words of a new one where there are no others', async () => {
    const catalogue = await start();
    await catalogue.publish(
      template({
        action: { type: 'open_ticket', confirm: false },
        bodies: { en: { ok: '{{ticket.number}}' } },
      }),
    );
    const request = { ...CHAT, templateId: 'engraving', locale: 'en', facts: { ticket: { number: 'T-1' } } };
    expect(catalogue.render({ ...request, outcome: 'already_done' })).toMatchObject({
      text: 'T-1',
      outcome: 'already_done',
    });
  });
});
