import { AppError } from '../common';

/** Another process works on this data directory; the embedded database takes one at a time. */
export class DatabaseLockedError extends AppError {
  readonly code = 'DATABASE_LOCKED';

  constructor(lockPath: string, pid?: number, cause?: unknown) {
    super(
      `The data directory is in use${pid === undefined ? '' : ` by process ${pid}`}; if that is wrong, delete ${lockPath}`,
      { cause },
    );
  }
}

/** The database cannot be reached, opened or migrated. */
export class DatabaseUnavailableError extends AppError {
  readonly code = 'DATABASE_UNAVAILABLE';

  constructor(cause: unknown) {
    super('The database cannot be opened or migrated', { cause });
  }
}

/** Another process has held the lock on the migrations all the time that this one waited for it. */
export class MigrationLockTimeoutError extends AppError {
  readonly code = 'MIGRATION_LOCK_TIMEOUT';

  constructor(cause: unknown) {
    super(
      'Another process is migrating the database and does not finish; if it hangs, end its session: ' +
        "select * from pg_stat_activity where application_name = 'storedesk-migrations'",
      { cause },
    );
  }
}
