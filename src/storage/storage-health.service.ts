import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from './database';
import { newestApplied, newestMigration } from './migrations';

/** Ready when the database answers and has this build's newest migration. */
@Injectable()
export class StorageHealthService {
  private readonly expected = newestMigration();

  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async check(): Promise<{ name: string; ready: boolean; detail?: string }> {
    try {
      const ready = (await newestApplied(this.db)) >= this.expected;
      return { name: 'database', ready, ...(ready ? {} : { detail: 'migrations are missing' }) };
    } catch {
      // The error may quote the query and the server's address; who reads a health answer needs neither.
      return { name: 'database', ready: false, detail: 'the database does not answer' };
    }
  }
}
