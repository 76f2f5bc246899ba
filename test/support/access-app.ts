import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { AccessModule } from '../../src/admin/access/access.module';
import { prepareHttp } from '../../src/channels';
import { Clock, CommonModule } from '../../src/common';
import { ConfigModule, loadConfig } from '../../src/config';
import { createLog, ObservabilityModule } from '../../src/observability';
import { DATABASE, StorageModule, type Database } from '../../src/storage';
import { StaffClient } from './staff-client';
import { createTestDatabase, TEST_SERVER, type Engine } from './test-database';

export const PASSWORD = 'correct horse battery';

const START = new Date('2026-03-02T09:00:00Z');

/** Accounts, keys and audit alone, on loopback, with a clock that stands until it is set. */
export class AccessApp {
  private constructor(
    private readonly app: NestExpressApplication,
    readonly url: string,
    /** The log's lines, of every level. */
    readonly log: string[],
    private readonly clock: { time: Date },
    private readonly drop: () => Promise<void>,
  ) {}

  /** @param dataDir of the embedded database; in memory unless it is to outlive the app */
  static async start(
    engine: Engine = 'PGlite',
    environment: Record<string, string> = {},
    dataDir = 'memory://',
  ): Promise<AccessApp> {
    const database =
      engine === 'PostgreSQL' && TEST_SERVER ? await createTestDatabase(TEST_SERVER) : undefined;
    const config = loadConfig({ NODE_ENV: 'test', ADMIN_API_KEY: 'operator', ...environment });
    const log: string[] = [];
    const clock = { time: START };
    const module = await Test.createTestingModule({
      imports: [
        CommonModule,
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot(createLog('trace', { write: (line: string) => log.push(line) })),
        StorageModule.forRoot({ databaseUrl: database?.url, dataDir }),
        AccessModule,
      ],
    })
      .overrideProvider(Clock)
      .useValue({ now: () => clock.time })
      .compile();
    const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false });
    prepareHttp(app);
    await app.listen(0, '127.0.0.1');
    return new AccessApp(app, await app.getUrl(), log, clock, async () => database?.drop());
  }

  get database(): Database {
    return this.app.get<Database>(DATABASE);
  }

  get now(): Date {
    return this.clock.time;
  }

  wait(minutes: number): void {
    this.clock.time = new Date(this.clock.time.getTime() + minutes * 60_000);
  }

  /** With the operator's key. */
  get operator(): StaffClient {
    return new StaffClient(this.url, { Authorization: 'Bearer operator' });
  }

  /** With no key and no session. */
  nobody(headers: Record<string, string> = {}): StaffClient {
    return new StaffClient(this.url, headers);
  }

  /** Makes a user, and answers its id. */
  async addUser(email: string, role: string): Promise<string> {
    const [name] = email.split('@');
    const { body } = await this.operator.post('/users', { email, name, role, password: PASSWORD });
    return (body as { id: string }).id;
  }

  async logIn(email: string, headers: Record<string, string> = {}): Promise<StaffClient> {
    const client = this.nobody(headers);
    const { status } = await client.logIn({ email, password: PASSWORD });
    if (status !== 200) throw new Error(`the login of ${email} answered ${status}`);
    return client;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.drop();
  }
}
