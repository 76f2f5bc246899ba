import { readFileSync, readlinkSync } from 'node:fs';
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock as takeGuard } from 'proper-lockfile';
import { DatabaseLockedError } from './storage.errors';

const BEAT_MS = 2_000;
/** Several missed beats: a query may block the holder's event loop for a while. */
const SILENCE_MS = 10_000;

interface Holder {
  pid: number;
  /** Tells a process from a later one that got the same pid; null where the system does not say. */
  birth: string | null;
  /** Where `pid` means something: host and, in containers, process namespace. */
  place: string;
}

/**
 * Makes this process the only one working in the directory, until the returned function is called.
 * A killed holder is recognised at once by its pid; one in another container, by its silence of some seconds.
 * @throws DatabaseLockedError when another process holds it
 */
export async function holdDataDirectory(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  const lockPath = join(dataDir, 'storedesk.lock');
  // Judging a stale lock and replacing it must be one step: the guard is held for that moment only.
  const releaseGuard = await takeGuard(dataDir, {
    lockfilePath: join(dataDir, 'storedesk.lock.guard'),
    stale: 5_000,
    retries: { retries: 60, factor: 1, minTimeout: 200, maxTimeout: 200 },
  }).catch((error: unknown) => {
    throw new DatabaseLockedError(lockPath, undefined, error);
  });
  try {
    const holder = await readHolder(lockPath);
    if (holder && (await isAlive(holder, lockPath))) throw new DatabaseLockedError(lockPath, holder.pid);
    await writeFile(lockPath, JSON.stringify(describeSelf()));
  } finally {
    await releaseGuard();
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(lockPath, now, now).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  return async () => {
    clearInterval(beat);
    await rm(lockPath, { force: true });
  };
}

async function readHolder(lockPath: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(lockPath, 'utf8')) as Holder;
  } catch {
    // Absent, or half written by a process that died doing so: nobody writes it now, as we have the guard.
    return undefined;
  }
}

async function isAlive(holder: Holder, lockPath: string): Promise<boolean> {
  if (holder.place !== place()) return isBeating(lockPath);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, as another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return holder.birth === birthOf(holder.pid);
}

/** Watches for a change rather than comparing times, as another machine's clock may differ. */
async function isBeating(lockPath: string): Promise<boolean> {
  const before = await lastBeat(lockPath);
  for (let waitedMs = 0; before !== undefined && waitedMs < SILENCE_MS; waitedMs += 500) {
    await sleep(500);
    const now = await lastBeat(lockPath);
    if (now !== before) return now !== undefined;
  }
  return false;
}

/** undefined: the holder has gone and taken its lock along. */
async function lastBeat(lockPath: string): Promise<number | undefined> {
  return stat(lockPath).then(
    (file) => file.mtimeMs,
    () => undefined,
  );
}

function describeSelf(): Holder {
  return { pid: process.pid, birth: birthOf(process.pid), place: place() };
}

/** Linux: the boot and the moment in it when the process started (field 22 of its stat). */
function birthOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The second field, the program's name in brackets, may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
    // A zombie is dead, only not yet buried by its parent.
    return fields[0] === 'Z' ? null : `${boot} ${fields[19]}`;
  } catch {
    return null;
  }
}

function place(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
