import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { join } from 'node:path';
import type { Database } from './database';

/** Beside this file in `src` and, copied by the build, in `dist`. */
const migrationsFolder = join(__dirname, 'migrations');

export async function applyMigrations(db: Database): Promise<void> {
  // Not a migration of its own, which Drizzle's generator would not know of. Whoever owns the database may make it.
  await db.execute(sql`create extension if not exists pg_trgm`);
  await migrate(db, { migrationsFolder });
}

/** One string that changes with any migration. */
export function migrationsFingerprint(): string {
  return readMigrationFiles({ migrationsFolder })
    .map((migration) => migration.hash)
    .join();
}

/** The moment of this build's newest migration, by which Drizzle orders them. */
export function newestMigration(): number {
  return Math.max(...readMigrationFiles({ migrationsFolder }).map((migration) => migration.folderMillis));
}

/** The newest migration that the database has. Fails when the database does. */
export async function newestApplied(db: Database): Promise<number> {
  const { rows } = await db.execute<{ applied: string | null }>(
    sql`select max(created_at)::text as applied from drizzle.__drizzle_migrations`,
  );
  return Number(rows[0]?.applied ?? 0);
}
