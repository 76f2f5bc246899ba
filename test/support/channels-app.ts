import { type DynamicModule, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { ChannelsModule, prepareHttp } from '../../src/channels';
import { OutboxStore } from '../../src/channels/outbox/outbox.store';
import { Clock, SystemClock } from '../../src/common';
import { ConfigModule, loadConfig } from '../../src/config';
import { DialogPort } from '../../src/dialog';
import { createLog, ObservabilityModule } from '../../src/observability';
import { DATABASE } from '../../src/storage';
import { FakeDialog } from './fake-dialog';
import { FakeOutbox } from './fake-outbox';

/** The channels with a dialog and an outbox in memory, listening on loopback. */
export interface ChannelsApp {
  app: NestExpressApplication;
  url: string;
  dialog: FakeDialog;
  outbox: FakeOutbox;
  /** The log's lines. */
  log: Record<string, unknown>[];
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string): Promise<Answer>;
}

export interface Answer {
  status: number;
  headers: Headers;
  // The shape is what the specs look at.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

@Module({})
class FakeDialogModule {
  static with(dialog: FakeDialog): DynamicModule {
    return {
      module: FakeDialogModule,
      global: true,
      providers: [
        { provide: DialogPort, useValue: dialog },
        { provide: DATABASE, useValue: null },
        { provide: Clock, useClass: SystemClock },
      ],
      exports: [DialogPort, DATABASE, Clock],
    };
  }
}

export async function startChannels(
  environment: Record<string, string> = {},
  adapt: (builder: TestingModuleBuilder) => TestingModuleBuilder = (builder) => builder,
): Promise<ChannelsApp> {
  const config = loadConfig({ ADMIN_API_KEY: 'admin', NODE_ENV: 'test', ...environment });
  const outbox = new FakeOutbox();
  const dialog = new FakeDialog(outbox);
  const log: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => log.push(JSON.parse(line) as Record<string, unknown>) };
  const builder = Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(config),
      ObservabilityModule.forRoot(createLog('info', destination)),
      ChannelsModule.forRoot(config, [FakeDialogModule.with(dialog)]),
    ],
  })
    .overrideProvider(OutboxStore)
    .useValue(outbox);
  const module = await adapt(builder).compile();
  const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false });
  prepareHttp(app);
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', 'localhost');

  const request = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  return {
    app,
    url,
    dialog,
    outbox,
    log,
    get: (path) => request(path),
    post: (path, body, headers = {}) =>
      request(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}
