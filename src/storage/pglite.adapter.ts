import { PGlite } from '@electric-sql/pglite';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from './connection';
import { holdDataDirectory } from './data-directory-lock';
import { readEmptyDatabase } from './empty-database';
import { applyMigrations } from './migrations';
import { connectTo } from './pglite-connection';
import { EXTENSIONS } from './pglite-extensions';
import { DatabaseUnavailableError } from './storage.errors';

/** Opens the embedded database, migrated, in `<dataDir>/pglite` or in memory (`memory://`). */
export async function openPglite(dataDir: string): Promise<Connection> {
  if (dataDir.startsWith('memory://')) return openMigrated(dataDir, true);
  const release = await holdDataDirectory(dataDir);
  try {
    const connection = await openDirectory(dataDir);
    return { ...connection, close: () => connection.close().finally(release) };
  } catch (error) {
    await release();
    throw error;
  }
}

async function openDirectory(dataDir: string): Promise<Connection> {
  const directory = join(dataDir, 'pglite');
  const marker = join(dataDir, 'pglite.unfinished');
  // A first start that was killed leaves half a database and nobody's records: begin again.
  if (existsSync(marker)) await rm(directory, { recursive: true, force: true });
  const isNew = !existsSync(directory);
  if (isNew) await writeFile(marker, '');
  const connection = await openMigrated(directory, isNew);
  if (isNew) await rm(marker, { force: true });
  return connection;
}

async function openMigrated(directory: string, isNew: boolean): Promise<Connection> {
  let connection: Connection | undefined;
  try {
    const archive = isNew ? await readEmptyDatabase() : undefined;
    connection = connectTo(await PGlite.create(directory, { loadDataDir: archive, extensions: EXTENSIONS }));
    await applyMigrations(connection.db);
    return connection;
  } catch (error) {
    await connection?.close();
    throw new DatabaseUnavailableError(error);
  }
}
