import { PGlite } from '@electric-sql/pglite';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { applyMigrations, migrationsFingerprint } from './migrations';
import { connectTo } from './pglite-connection';
import { EXTENSIONS } from './pglite-extensions';

/** Made by the build; loading it takes a fifth of the time of a first creation. */
const shippedArchive = join(__dirname, 'empty-database.tar.gz');

const cacheFolder = join(__dirname, '..', '..', 'node_modules', '.cache', 'storedesk');

/** A migrated, empty database as PGlite's `loadDataDir` takes it; undefined where none was made. */
export async function readEmptyDatabase(): Promise<Blob | undefined> {
  const archive = [shippedArchive, await cachedArchive()].find((path) => existsSync(path));
  return archive === undefined
    ? undefined
    : new Blob([await readFile(archive)], { type: 'application/x-gzip' });
}

/** Makes the archive beside this file. A build that changes no migration takes it from the cache. */
export async function shipEmptyDatabase(): Promise<void> {
  await copyFile(await cacheEmptyDatabase(), shippedArchive);
}

/** Makes the archive in the cache, where tests find it too. Answers its path. */
async function cacheEmptyDatabase(): Promise<string> {
  const archive = await cachedArchive();
  if (existsSync(archive)) return archive;
  const pglite = await PGlite.create('memory://', { extensions: EXTENSIONS });
  await applyMigrations(connectTo(pglite).db);
  const dump = await pglite.dumpDataDir('gzip');
  await pglite.close();
  await mkdir(cacheFolder, { recursive: true });
  // Renamed into place, so that nobody reads half of it.
  const draft = `${archive}.${process.pid}`;
  await writeFile(draft, Buffer.from(await dump.arrayBuffer()));
  await rename(draft, archive);
  return archive;
}

/** Named by what it depends on: the migrations and PGlite's version. */
async function cachedArchive(): Promise<string> {
  const manifest = join(dirname(require.resolve('@electric-sql/pglite')), '..', 'package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const key = createHash('sha256').update(`${version} ${migrationsFingerprint()}`).digest('hex').slice(0, 16);
  return join(cacheFolder, `empty-database-${key}.tar.gz`);
}
