import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module';
import { prepareHttp } from './channels';
import { AdminKeyService, loadConfig } from './config';
import { createLog, LogService } from './observability';

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLog(config.log.level);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config, log), {
    bodyParser: false,
    logger: new LogService(log),
    abortOnError: false,
  });
  prepareHttp(app);
  const { port, host } = config.server;
  await (host ? app.listen(port, host) : app.listen(port));
  const address = `http://localhost:${port}`;
  const chat = config.channels.has('chat') ? `try ${address}/chat, ` : '';
  console.log(`Storedesk is ready: ${chat}edit replies at ${address}/admin, API: ${address}/docs`);
  const { newKey } = app.get(AdminKeyService);
  if (newKey) {
    const file = `${config.storage.dataDir}/admin-api-key`;
    console.log(`API key for the first sign-in at /admin, shown once and kept in ${file}: ${newKey}`);
  }
}

main().catch((error: unknown) => {
  // A start that fails is for the operator: what is wrong, in full.
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exit(1);
});
