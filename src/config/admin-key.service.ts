import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredeskConfig } from './storedesk.config';

const KEY_FILE = 'admin-api-key';

/**
 * Knows the admin API's keys. In development without `ADMIN_API_KEY` one is made and kept in `DATA_DIR`;
 * in production without it nobody gets in.
 */
export class AdminKeyService {
  private constructor(
    private readonly keys: readonly string[],
    /** The key made just now, to be shown once; undefined at every later start. */
    readonly newKey?: string,
  ) {}

  static fromConfig({ server, security, storage }: StoredeskConfig): AdminKeyService {
    if (security.adminApiKeys.length > 0 || server.isProduction) {
      return new AdminKeyService(security.adminApiKeys);
    }
    const { key, isNew } = keepKey(storage.dataDir);
    return new AdminKeyService([key], isNew ? key : undefined);
  }

  /** Compares in constant time. An empty key is never valid. */
  isValid(candidate: string): boolean {
    const digest = sha256(candidate);
    const isKnown = this.keys.filter((key) => timingSafeEqual(sha256(key), digest)).length > 0;
    return isKnown && candidate !== '';
  }

  /**
   * What can be kept of a key, to know later whether it is still one of them. Without the salt, which is secret,
   * nobody can try keys on it.
   */
  seal(key: string, salt: string): string {
    return createHmac('sha256', salt).update(key).digest('base64url');
  }

  /** Whether the seal is of a key that is valid now. */
  isSealOfValidKey(seal: string, salt: string): boolean {
    return this.keys.some((key) => this.seal(key, salt) === seal);
  }
}

function keepKey(dataDir: string): { key: string; isNew: boolean } {
  const file = join(dataDir, KEY_FILE);
  mkdirSync(dataDir, { recursive: true });
  const kept = readKey(file);
  return kept === '' ? makeKey(file) : { key: kept, isNew: false };
}

/** The file appears with the key in it: a crash or a full disk leaves none, and no other start reads half of one. */
function makeKey(file: string): { key: string; isNew: boolean } {
  const key = randomBytes(24).toString('base64url');
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, `${key}\n`, { mode: 0o600, flag: 'wx', flush: true });
    if (!isPlaced(draft, file)) {
      // Of two services that start at once on one directory, one makes the key and the other reads it.
      const kept = readKey(file);
      if (kept !== '') return { key: kept, isNew: false };
      // Left empty by an earlier version that stopped between creating and writing it.
      renameSync(draft, file);
    }
    return { key, isNew: true };
  } finally {
    rmSync(draft, { force: true });
  }
}

/** False when there is a file already; it stays as it is. */
function isPlaced(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A file system without hard links, such as a network share.
    renameSync(draft, file);
  }
  return true;
}

/** Empty when there is no file, or nothing in it. */
function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '';
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
