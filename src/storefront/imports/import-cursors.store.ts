import { Inject, Injectable } from '@nestjs/common';
import { eq, sql } from 'drizzle-orm';
import { Clock } from '../../common';
import { DATABASE, schema, type Database, type Transaction } from '../../storage';

const { importCursors } = schema;

/** How far one list was read. */
export interface ImportPlace<Cursor> {
  cursor: Cursor;
  read: number;
  rejected: number;
  isFinished: boolean;
}

/** Keeps how far each import and pull has come. */
@Injectable()
export class ImportCursorsStore {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async find<Cursor>(name: string): Promise<ImportPlace<Cursor> | undefined> {
    const [row] = await this.database.select().from(importCursors).where(eq(importCursors.name, name));
    return (
      row && {
        cursor: row.cursor as Cursor,
        read: row.read,
        rejected: row.rejected,
        isFinished: row.finishedAt !== null,
      }
    );
  }

  /** In the transaction of the records that the cursor has passed. */
  async save<Cursor extends object>(
    tx: Transaction | Database,
    name: string,
    { cursor, read, rejected, isFinished }: ImportPlace<Cursor>,
  ): Promise<void> {
    const now = this.clock.now();
    const place = { cursor, read, rejected, updatedAt: now, finishedAt: isFinished ? now : null };
    await tx
      .insert(importCursors)
      .values({ name, startedAt: now, ...place })
      .onConflictDoUpdate({
        target: importCursors.name,
        // A list that was read to its end begins anew.
        set: {
          ...place,
          startedAt: sql`case when ${importCursors.finishedAt} is null then ${importCursors.startedAt} else ${now.toISOString()}::timestamptz end`,
        },
      });
  }
}
