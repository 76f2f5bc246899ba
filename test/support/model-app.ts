import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { ModelModule } from '../../src/admin/model/model.module';
import { prepareHttp } from '../../src/channels';
import { CommonModule } from '../../src/common';
import { ConfigModule, loadConfig } from '../../src/config';
import { NluModule, NluService, type ModelName } from '../../src/nlu';
import { createLog, ObservabilityModule } from '../../src/observability';
import { StorageModule } from '../../src/storage';
import { StaffClient } from './staff-client';

export { copyTinyModel, removeCopies } from '../../src/nlu/fixtures/copy-tiny-model';

export interface ModelStorage {
  dataDir: string;
  databaseUrl?: string;
}

/** The model and who may change it, alone. */
export class ModelApp {
  private constructor(
    private readonly app: NestExpressApplication,
    readonly operator: StaffClient,
  ) {}

  static async start(modelDir: string, storage: ModelStorage): Promise<ModelApp> {
    const config = loadConfig({
      NODE_ENV: 'test',
      ADMIN_API_KEY: 'operator',
      MODEL_DIR: modelDir,
      NLU_PROCESSES: '1',
    });
    const module = await Test.createTestingModule({
      imports: [
        CommonModule,
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot(createLog('silent')),
        StorageModule.forRoot(storage),
        NluModule.forRoot(config.nlu),
        ModelModule,
      ],
    }).compile();
    const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    prepareHttp(app);
    await app.listen(0, '127.0.0.1');
    return new ModelApp(app, new StaffClient(await app.getUrl(), { Authorization: 'Bearer operator' }));
  }

  get nlu(): NluService {
    return this.app.get(NluService);
  }

  get model(): ModelName {
    return this.nlu.modelName();
  }

  get url(): Promise<string> {
    return this.app.getUrl();
  }

  stop(): Promise<void> {
    return this.app.close();
  }
}
