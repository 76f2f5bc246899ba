/** `npm run storefront -- import shopify|woocommerce|csv …`: loads what the shop's systems know into the records. */
import { NestFactory } from '@nestjs/core';
import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { parseArgs } from 'node:util';
import { CommonModule } from './common';
import { loadConfig, type StoredeskConfig } from './config';
import { createLog, LogService, ObservabilityModule } from './observability';
import { StorageModule } from './storage';
import {
  CsvImportService,
  DEFAULT_OPTIONS,
  ImportImpossibleError,
  isShopEventSource,
  PullService,
  SHOP_PULLERS,
  StorefrontModule,
  systemsIn,
  terminalProgress,
  type CsvFile,
  type ShopPuller,
} from './storefront';

const USAGE = `usage: npm run storefront -- import csv [--customers FILE] [--products FILE] [--orders FILE] [--source-name NAME]
       npm run storefront -- import shopify|woocommerce [--since DATE]`;
/** Rows were refused: the records are there, and not all of them. */
const SOME_REJECTED = 2;

@Module({})
class ImportModule {
  static forRoot(config: StoredeskConfig): DynamicModule {
    return {
      module: ImportModule,
      imports: [
        CommonModule,
        ObservabilityModule.forRoot(createLog('warn')),
        StorageModule.forRoot(config.storage),
        StorefrontModule.forRoot({
          demoShop: false,
          currency: config.shop.currency,
          // Webhooks are the service's to send.
          eventsOut: { ...DEFAULT_OPTIONS.eventsOut, pollMs: 0 },
          reconcileMinutes: 0,
          systems: systemsIn(config),
        }),
      ],
    };
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      customers: { type: 'string' },
      products: { type: 'string' },
      orders: { type: 'string' },
      'source-name': { type: 'string', default: 'standard' },
      since: { type: 'string' },
    },
  });
  const [command, from] = positionals;
  if (command !== 'import') return refuse();
  if (from === 'shopify' || from === 'woocommerce') {
    const since = values.since === undefined ? null : new Date(values.since);
    if (since && Number.isNaN(since.getTime())) return refuse();
    return within((app, signal) => importSystem(app, from, since, signal));
  }
  if (from !== 'csv') return refuse();
  // Whom orders belong to and what they are of comes first.
  const kinds = ['customers', 'products', 'orders'] as const;
  const files = kinds.flatMap((kind): CsvFile[] => {
    const path = values[kind];
    return path === undefined ? [] : [{ kind, path }];
  });
  if (files.length === 0) return refuse();
  await within((app, signal) => importFiles(app, files, values['source-name'], signal));
}

async function importFiles(
  app: INestApplicationContext,
  files: readonly CsvFile[],
  source: string,
  signal: AbortSignal,
): Promise<void> {
  if (!isShopEventSource(source)) return refuse();
  for (const file of files) {
    const began = performance.now();
    const result = await app.get(CsvImportService).import(file, source, terminalProgress(), signal);
    const seconds = (performance.now() - began) / 1000;
    if (result.resumedAtLine !== null)
      console.log(`${file.kind}: went on after line ${result.resumedAtLine}`);
    if (result.ignoredColumns.length > 0) {
      console.log(`${file.kind}: ignored the columns ${result.ignoredColumns.join(', ')}`);
    }
    const rejected = result.rejected > 0 ? `, ${result.rejected} rejected: see ${result.rejectsPath}` : '';
    const state = result.isFinished ? 'done' : 'stopped; run it again to go on';
    console.log(`${file.kind}: ${result.read} read in ${seconds.toFixed(1)} s${rejected}; ${state}`);
    if (result.rejected > 0) process.exitCode = SOME_REJECTED;
    if (!result.isFinished) return;
  }
}

async function importSystem(
  app: INestApplicationContext,
  source: 'shopify' | 'woocommerce',
  since: Date | null,
  signal: AbortSignal,
): Promise<void> {
  const puller = app.get<ShopPuller[]>(SHOP_PULLERS).find((one) => one.source === source);
  if (!puller)
    throw new ImportImpossibleError('SYSTEM_NOT_SET_UP', `set up ${source} first: see docs/configuration.md`);
  const extent = { kind: 'import', since } as const;
  const { outcome, lists } = await app.get(PullService).pull(puller, extent, terminalProgress(), signal);
  for (const { list, read, rejected } of lists) {
    console.log(`${list}: ${read} read${rejected > 0 ? `, ${rejected} rejected: see the log` : ''}`);
    if (rejected > 0) process.exitCode = SOME_REJECTED;
  }
  if (outcome === 'busy')
    throw new ImportImpossibleError(
      'SYSTEM_BUSY',
      `${source} is being read by the service or another import`,
    );
  console.log(outcome === 'done' ? 'done' : 'stopped; run it again to go on');
}

/** Ends in good order when it is asked to stop: the batch that is being written is finished. */
async function within(
  work: (app: INestApplicationContext, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const config = loadConfig();
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  process.once('SIGTERM', () => stopping.abort());
  const app = await NestFactory.createApplicationContext(ImportModule.forRoot(config), {
    logger: new LogService(createLog('warn')),
    abortOnError: false,
  });
  try {
    await work(app, stopping.signal);
  } finally {
    await app.close();
  }
}

function refuse(): void {
  console.error(USAGE);
  process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
});
