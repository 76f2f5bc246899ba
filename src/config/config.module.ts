import { type DynamicModule, Module } from '@nestjs/common';
import { AdminKeyService } from './admin-key.service';
import { StoredeskConfig } from './storedesk.config';

/** Gives every module the settings that were read at the start. */
@Module({})
export class ConfigModule {
  static forRoot(config: StoredeskConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: StoredeskConfig, useValue: config },
        { provide: AdminKeyService, useFactory: () => AdminKeyService.fromConfig(config) },
      ],
      exports: [StoredeskConfig, AdminKeyService],
    };
  }
}
