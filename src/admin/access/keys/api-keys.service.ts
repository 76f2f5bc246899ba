import { Inject, Injectable } from '@nestjs/common';
import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import { Clock, newSecretId } from '../../../common';
import { DATABASE, schema, type Database } from '../../../storage';
import type { Actor } from '../actor';
import { AuditService } from '../audit.service';
import { pageOf, type Page } from '../page';
import type { Role } from '../roles';
import { newSecret, sha256 } from '../secrets';

const { apiKeys } = schema;

/** Lets a scanner for leaked secrets recognise a key. */
const KEY_PREFIX = 'sd_';

/** Enough to recognise a key in the list by; 220 bits stay secret. */
const SHOWN_CHARACTERS = KEY_PREFIX.length + 6;

type StoredKey = typeof apiKeys.$inferSelect;

export interface ApiKey {
  id: string;
  name: string;
  role: Role;
  prefix: string;
  createdAt: Date;
  createdBy: string;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

export interface NewKey {
  name: string;
  role: Role;
  expiresAt: Date | null;
}

/** Keys for programs. */
@Injectable()
export class ApiKeysService {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
  ) {}

  /** Newest first, the revoked ones too. */
  async list(limit: number, afterId?: string): Promise<Page<ApiKey>> {
    const last = sql`(select ${apiKeys.createdAt}, ${apiKeys.id} from ${apiKeys} where ${apiKeys.id} = ${afterId})`;
    const rows = await this.db
      .select()
      .from(apiKeys)
      .where(afterId === undefined ? undefined : lt(sql`(${apiKeys.createdAt}, ${apiKeys.id})`, last))
      .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
      .limit(limit + 1);
    return pageOf(rows, limit, toApiKey, ({ id }) => id);
  }

  /** The key itself is in this answer and nowhere else. */
  async create(actor: Actor, { name, role, expiresAt }: NewKey): Promise<ApiKey & { key: string }> {
    const key = `${KEY_PREFIX}${newSecret()}`;
    const id = newSecretId();
    const prefix = key.slice(0, SHOWN_CHARACTERS);
    return this.db.transaction(async (tx) => {
      const stored: StoredKey = {
        id,
        name,
        keyHash: sha256(key),
        prefix,
        role,
        createdBy: actor.name,
        createdAt: this.clock.now(),
        lastUsedAt: null,
        expiresAt,
        revokedAt: null,
      };
      await tx.insert(apiKeys).values(stored);
      await this.audit.record(tx, actor, 'key.create', `key:${id}`, {
        name: [null, name],
        role: [null, role],
        prefix: [null, prefix],
        expiresAt: [null, expiresAt],
      });
      return { ...toApiKey(stored), key };
    });
  }

  /** From the next request on it opens nothing, nor do sessions that it opened. */
  async revoke(actor: Actor, id: string): Promise<'revoked' | 'unknown'> {
    return this.db.transaction(async (tx) => {
      const revokedAt = this.clock.now();
      const [revoked] = await tx
        .update(apiKeys)
        .set({ revokedAt })
        .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
        .returning();
      if (revoked) {
        const { name, prefix } = revoked;
        const details = { name, prefix, revokedAt: [null, revokedAt] };
        await this.audit.record(tx, actor, 'key.revoke', `key:${id}`, details);
        return 'revoked';
      }
      const [earlier] = await tx.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.id, id));
      return earlier ? 'revoked' : 'unknown';
    });
  }
}

/** Field by field, so that the hash stays here. */
function toApiKey(stored: StoredKey): ApiKey {
  const { id, name, prefix, createdAt, createdBy, lastUsedAt, expiresAt, revokedAt } = stored;
  const role = stored.role as Role;
  return { id, name, role, prefix, createdAt, createdBy, lastUsedAt, expiresAt, revokedAt };
}
