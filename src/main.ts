import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module';
import { prepareHttp } from './channels';
import { AdminKeyService, loadConfig } from './config';

async function main(): Promise<void> {
  const config = loadConfig();
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), {
    bodyParser: false,
    bufferLogs: true,
  });
  prepareHttp(app);
  const { port, host } = config.server;
  await (host ? app.listen(port, host) : app.listen(port));
  const address = `http://localhost:${port}`;
  console.log(`Storedesk is ready: try ${address}/chat (API: ${address}/docs)`);
  const { newKey } = app.get(AdminKeyService);
  if (newKey)
    console.log(`Admin API key, shown once and kept in ${config.storage.dataDir}/admin-api-key: ${newKey}`);
}

main().catch((error: unknown) => {
  // A start that fails is for the operator: what is wrong, in full.
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exit(1);
});
