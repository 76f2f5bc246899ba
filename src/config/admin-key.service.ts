import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

  /** Compares in constant time. */
  isValid(candidate: string): boolean {
    const digest = sha256(candidate);
    return this.keys.filter((key) => timingSafeEqual(sha256(key), digest)).length > 0;
  }
}

function keepKey(dataDir: string): { key: string; isNew: boolean } {
  const file = join(dataDir, KEY_FILE);
  mkdirSync(dataDir, { recursive: true });
  try {
    const key = randomBytes(24).toString('base64url');
    // `wx`: of two services that start at once on one directory, one makes the key and the other reads it.
    writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
    return { key, isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { key: readFileSync(file, 'utf8').trim(), isNew: false };
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
