import { Inject, Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Announcements } from './announcements';
import type { Connection } from './connection';
import { DATABASE, DATABASE_SESSIONS } from './database';
import { openPglite } from './pglite.adapter';
import { openPostgres } from './postgres.adapter';
import { StorageHealthService } from './storage-health.service';
import type { StorageOptions } from './storage.types';

const CONNECTION = Symbol('CONNECTION');

/**
 * Opens and migrates the database while Nest wires the modules, so that whoever is given `DATABASE` can use it at once.
 * Global: imported once, by the app's module.
 * @throws DatabaseLockedError, DatabaseUnavailableError, MigrationLockTimeoutError at the start
 */
@Module({})
export class StorageModule implements OnApplicationShutdown {
  constructor(@Inject(CONNECTION) private readonly connection: Connection) {}

  static forRoot(options: StorageOptions): DynamicModule {
    return {
      module: StorageModule,
      global: true,
      providers: [
        { provide: CONNECTION, useFactory: () => open(options) },
        { provide: DATABASE, useFactory: (connection: Connection) => connection.db, inject: [CONNECTION] },
        {
          provide: DATABASE_SESSIONS,
          useFactory: (connection: Connection) => connection.pool.options.max,
          inject: [CONNECTION],
        },
        {
          provide: Announcements,
          useFactory: (connection: Connection) => connection.announcements,
          inject: [CONNECTION],
        },
        StorageHealthService,
      ],
      exports: [DATABASE, DATABASE_SESSIONS, Announcements, StorageHealthService],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }
}

function open({ databaseUrl, dataDir }: StorageOptions): Promise<Connection> {
  if (!databaseUrl) return openPglite(dataDir);
  const logger = new Logger(StorageModule.name);
  return openPostgres(databaseUrl, (error) => logger.warn(`A database connection was lost: ${error.name}`));
}
