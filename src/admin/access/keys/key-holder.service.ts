import { Inject, Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { Clock } from '../../../common';
import { AdminKeyService } from '../../../config';
import { DATABASE, schema, type Database } from '../../../storage';
import type { Identity } from '../actor';
import type { SessionOwner } from '../login/session-owner';
import type { Role } from '../roles';
import { sha256 } from '../secrets';

const { apiKeys } = schema;

type StoredKey = typeof apiKeys.$inferSelect;

/** A use is written down once in this time, so that reading costs no write. */
const USE_WRITTEN_EVERY_MS = 60_000;

export const OPERATOR: Identity = { id: 'operator', name: 'operator', email: null, role: 'admin' };

export interface KeyHolder {
  identity: Identity;
  owner: SessionOwner;
}

/** Knows whose key a text is: the operator's, or one made under `/keys`. */
@Injectable()
export class KeyHolderService {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly clock: Clock,
    private readonly operatorKeys: AdminKeyService,
  ) {}

  /** Undefined for a key that is unknown, expired or revoked. A key that is found counts as used. */
  async find(key: string): Promise<KeyHolder | undefined> {
    if (this.operatorKeys.isValid(key)) return { identity: OPERATOR, owner: { operatorKey: key } };
    const now = this.clock.now();
    const [stored] = await this.db
      .select()
      .from(apiKeys)
      .where(eq(apiKeys.keyHash, sha256(key)));
    if (!stored || !isUsable(stored, now)) return undefined;
    if (now.getTime() - (stored.lastUsedAt?.getTime() ?? 0) >= USE_WRITTEN_EVERY_MS) {
      await this.db.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, stored.id));
    }
    return { identity: keyIdentity(stored), owner: { keyId: stored.id } };
  }
}

export function isUsable({ revokedAt, expiresAt }: StoredKey, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

export function keyIdentity({ id, name, role }: StoredKey): Identity {
  return { id: `key:${id}`, name, email: null, role: role as Role };
}
