import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type CanActivate, type DynamicModule, type ExecutionContext } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { AdminGuard } from '../../src/admin/access/admin.guard';
import type { WithActor } from '../../src/admin/access/admin-request';
import type { Role } from '../../src/admin/access/roles';
import { EditingModule } from '../../src/admin/templates/editing.module';
import { PublishGate, type GoldenReport, type Tried } from '../../src/admin/templates/publish-gate';
import { prepareHttp } from '../../src/channels';
import { CommonModule } from '../../src/common';
import { ConfigModule, loadConfig } from '../../src/config';
import { NluPort, type TemplateTexts } from '../../src/nlu';
import { createLog, ObservabilityModule } from '../../src/observability';
import { DATABASE, schema, StorageModule, type Database } from '../../src/storage';
import { CatalogueService, TemplatesModule, type Template } from '../../src/templates';
import type { Answer } from './channels-app';
import { createTestDatabase, TEST_SERVER, type Engine } from './test-database';

/** Golden conversations that go as they are told to. */
export class FakeGate extends PublishGate {
  readonly ran: string[] = [];
  isFailing = false;
  /** Happens while the conversations run. */
  meanwhile: () => Promise<unknown> = () => Promise.resolve();

  async run(templates: Tried[], archived: string[] = []): Promise<GoldenReport> {
    const ids = [...templates.map(({ template }) => template.id), ...archived];
    this.ran.push(...ids);
    await this.meanwhile();
    const passed = !this.isFailing;
    const step = { line: 2, said: 'hello', expected: 'Hello!', got: passed ? 'Hello!' : 'Ahoy!', passed };
    const results = ids.map((id) => ({ name: `about ${id}`, passed, touched: [id], steps: [step] }));
    return { ran: results.length, failed: passed ? 0 : results.length, results };
  }
}

/** Remembers what it was told of the catalogue. */
class FakeNlu {
  choosable: string[] = [];

  publishCatalogue(_version: number, templates: TemplateTexts[]): Promise<void> {
    this.choosable = templates.map(({ id }) => id).sort();
    return Promise.resolve();
  }
}

/** What a test asks as someone with a role. */
export interface Ask {
  body?: unknown;
  ifMatch?: string;
  role?: Role;
  name?: string;
}

/** The life cycle of templates over HTTP: a database of its own, no model, a gate that does as it is told. */
export class EditingApp {
  readonly gate = new FakeGate();
  readonly nlu = new FakeNlu();
  readonly directory = mkdtempSync(join(tmpdir(), 'storedesk-editing-'));
  private app!: NestExpressApplication;
  private url = '';

  private constructor(
    private readonly databaseUrl: string | undefined,
    private readonly drop: () => Promise<void>,
  ) {}

  /** @param shipped by folder: `answers`, `acts`, `prompts` */
  static async start(engine: Engine, shipped: Record<string, Template[]> = {}): Promise<EditingApp> {
    const database =
      engine === 'PostgreSQL' && TEST_SERVER ? await createTestDatabase(TEST_SERVER) : undefined;
    const editing = new EditingApp(database?.url, async () => database?.drop());
    for (const folder of ['answers', 'acts', 'prompts']) mkdirSync(join(editing.directory, folder));
    editing.ship(shipped);
    await editing.listen();
    return editing;
  }

  ship(shipped: Record<string, Template[]>): void {
    for (const [folder, templates] of Object.entries(shipped)) {
      for (const one of templates) {
        writeFileSync(join(this.directory, folder, `${one.id}.json`), JSON.stringify(one));
      }
    }
  }

  get db(): Database {
    return this.app.get<Database>(DATABASE, { strict: false });
  }

  get catalogue(): CatalogueService {
    return this.app.get(CatalogueService, { strict: false });
  }

  async ask(method: string, path: string, { body, ifMatch, role, name }: Ask = {}): Promise<Answer> {
    const response = await fetch(`${this.url}/v1/admin/templates${path}`, {
      method,
      headers: {
        'x-role': role ?? 'admin',
        'x-name': name ?? role ?? 'admin',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : parse(text) };
  }

  /** The answer as it was sent. */
  async text(path: string): Promise<string> {
    const headers = { 'x-role': 'viewer', 'x-name': 'viewer' };
    return (await fetch(`${this.url}/v1/admin/templates${path}`, { headers })).text();
  }

  /** Saves over the draft that there is, and says its ETag. */
  async draft(template: Template, kind?: string): Promise<string> {
    const { status, headers } = await this.ask('GET', `/${template.id}/draft`);
    const ifMatch = status === 200 ? (headers.get('etag') ?? undefined) : undefined;
    const saved = await this.ask('PUT', `/${template.id}/draft`, { body: { template, kind }, ifMatch });
    if (saved.status !== 200) throw new Error(`The draft was not saved: ${JSON.stringify(saved.body)}`);
    return saved.headers.get('etag') ?? '';
  }

  /** Publishes it, and says as which version. */
  async publish(template: Template, kind?: string): Promise<number> {
    const ifMatch = await this.draft(template, kind);
    const published = await this.ask('POST', `/${template.id}/publish`, { ifMatch });
    if (published.status !== 200) throw new Error(`Not published: ${JSON.stringify(published.body)}`);
    return Number(published.body.version);
  }

  /** As if nothing had ever been shipped or written. */
  async empty(): Promise<void> {
    await this.db.delete(schema.templateDrafts);
    await this.db.delete(schema.templateVersions);
    await this.db.delete(schema.templates);
    await this.db.delete(schema.audit);
  }

  /** Another start of the service, on the same database. */
  async restart(): Promise<void> {
    if (!this.databaseUrl) throw new Error('The embedded database of a test ends with its app.');
    await this.app.close();
    await this.listen();
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.drop();
    rmSync(this.directory, { recursive: true });
  }

  private async listen(): Promise<void> {
    const config = loadConfig({ NODE_ENV: 'test', ADMIN_API_KEY: 'admin' });
    const modules = [
      ConfigModule.forRoot(config),
      CommonModule,
      ObservabilityModule.forRoot(createLog('fatal')),
      StorageModule.forRoot({ databaseUrl: this.databaseUrl, dataDir: 'memory://' }),
      providing(NluPort, this.nlu, true),
      TemplatesModule.forRoot({ catalogueDir: this.directory, pollMs: 60_000 }),
      EditingModule.behind(GateModule),
    ];
    const module = await Test.createTestingModule({ imports: modules })
      .overrideProvider(PublishGate)
      .useValue(this.gate)
      .overrideGuard(AdminGuard)
      .useValue(TRUSTING)
      .compile();
    this.app = module.createNestApplication<NestExpressApplication>({ bodyParser: false });
    prepareHttp(this.app);
    await this.app.listen(0, '127.0.0.1');
    this.url = (await this.app.getUrl()).replace('[::1]', 'localhost');
  }
}

@Module({ providers: [{ provide: PublishGate, useValue: null }], exports: [PublishGate] })
class GateModule {}

@Module({})
class Providing {}

function providing(provide: typeof NluPort, useValue: unknown, global: boolean): DynamicModule {
  return { module: Providing, global, providers: [{ provide, useValue }], exports: [provide] };
}

/** Takes everybody for who they say they are; who may do what, the guard's own tests show. */
const TRUSTING: CanActivate = {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<WithActor>();
    const [role, name] = [String(request.headers['x-role']) as Role, String(request.headers['x-name'])];
    request.actor = { id: `user:${name}`, name, role, address: '192.0.2.7' };
    return true;
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A template without faults. */
export function template(changes: Partial<Template> = {}): Template {
  return {
    id: 'engraving',
    intent: 'inquiry',
    description: 'Asks for an engraving.',
    examples: ['Can you engrave a name on it?'],
    needs: [],
    action: null,
    bodies: { en: { ok: 'Yes, we engrave.' }, de: { ok: 'Ja, wir gravieren.' } },
    ...changes,
  };
}

const HAND_OFF = {
  action: { type: 'hand_off', confirm: false },
  bodies: { en: { ok: 'Ticket {{ticket.number}}.' } },
} as const;

/** What a small shop ships. */
export const SHIPPED: Record<string, Template[]> = {
  answers: [
    template({ id: 'greeting', description: 'Says hello.', bodies: { en: { ok: 'Hello!' } } }),
    template({ id: 'contact_agent', description: 'Wants a person.', ...HAND_OFF }),
  ],
  acts: [template({ id: 'affirm', description: 'Says yes.', bodies: {} })],
  prompts: [
    template({
      id: 'fallback',
      description: 'Not understood.',
      examples: [],
      bodies: { en: { ok: 'Sorry?' } },
    }),
  ],
};

/** Another template that hands off. */
export function handingOff(id: string): Template {
  return template({ id, description: 'Wants the boss.', ...HAND_OFF });
}

/** That field of each. */
export function each(items: unknown, field: string): unknown[] {
  return (items as Record<string, unknown>[]).map((item) => item[field]);
}
