/** `npm run export-turns -- …`: customers' messages that are worth labelling, for the next training. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommonModule } from './common';
import { loadConfig, type StoredeskConfig } from './config';
import { DEFAULT_BELOW, LabellingExportService, LabellingModule } from './dialog';
import { createLog, LogService, ObservabilityModule } from './observability';
import { StorageModule } from './storage';

const USAGE =
  'usage: npm run --silent export-turns -- [--limit 100] [--since DATE] [--below 0.6] [--out FILE]';

@Module({})
class ExportModule {
  static forRoot(config: StoredeskConfig): DynamicModule {
    return {
      module: ExportModule,
      imports: [
        CommonModule,
        ObservabilityModule.forRoot(createLog('warn')),
        StorageModule.forRoot(config.storage),
        LabellingModule,
      ],
    };
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      limit: { type: 'string', default: '100' },
      since: { type: 'string' },
      below: { type: 'string', default: String(DEFAULT_BELOW) },
      out: { type: 'string' },
    },
  });
  const [limit, below] = [Number(values.limit), Number(values.below)];
  const since = values.since === undefined ? null : new Date(values.since);
  const isGood = Number.isInteger(limit) && limit > 0 && below >= 0 && below <= 1;
  if (!isGood || (since && Number.isNaN(since.getTime()))) {
    console.error(USAGE);
    process.exitCode = 1;
    return;
  }
  const app = await NestFactory.createApplicationContext(ExportModule.forRoot(loadConfig()), {
    logger: new LogService(createLog('warn')),
    abortOnError: false,
  });
  try {
    const rows = await app.get(LabellingExportService).rows({ limit, since, below });
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    if (values.out === undefined) process.stdout.write(lines);
    else await writeFile(values.out, lines);
    console.error(`${rows.length} messages${values.out === undefined ? '' : ` in ${values.out}`}`);
  } finally {
    await app.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
});
