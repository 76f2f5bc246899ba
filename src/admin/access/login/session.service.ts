import { Inject, Injectable } from '@nestjs/common';
import { and, eq, lte, ne, or } from 'drizzle-orm';
import { Clock } from '../../../common';
import { AdminKeyService } from '../../../config';
import { DATABASE, schema, type Database, type Transaction } from '../../../storage';
import type { Identity } from '../actor';
import { isUsable, keyIdentity, OPERATOR } from '../keys/key-holder.service';
import { newSecret, sha256 } from '../secrets';
import { userIdentity } from '../users/user-identity';
import type { SessionOwner } from './session-owner';

const { apiKeys, sessions, users } = schema;

const MINUTE_MS = 60_000;

/** Long enough for a meeting and lunch. */
const IDLE_MS = 4 * 60 * MINUTE_MS;

/** Everyone logs in once a day. */
const LONGEST_MS = 24 * 60 * MINUTE_MS;

export interface OpenedSession {
  /** For the cookie; only its hash is kept. */
  secret: string;
  csrfToken: string;
  expiresAt: Date;
}

export interface Session {
  idHash: string;
  csrfToken: string;
  identity: Identity;
  /** Absent for a session of a key. */
  userId?: string;
}

interface StoredSession {
  session: typeof sessions.$inferSelect;
  user: typeof users.$inferSelect | null;
  key: typeof apiKeys.$inferSelect | null;
}

/** Opens, finds and ends the sessions of browsers. */
@Injectable()
export class SessionService {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly clock: Clock,
    private readonly operatorKeys: AdminKeyService,
  ) {}

  async open(tx: Transaction, owner: SessionOwner): Promise<OpenedSession> {
    const now = this.clock.now();
    const secret = newSecret();
    const csrfToken = newSecret();
    const expiresAt = new Date(now.getTime() + LONGEST_MS);
    await this.clearEnded(tx, now);
    await tx.insert(sessions).values({
      idHash: sha256(secret),
      ...('operatorKey' in owner
        ? { operatorSeal: this.operatorKeys.seal(owner.operatorKey, secret) }
        : owner),
      csrfToken,
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
    });
    return { secret, csrfToken, expiresAt };
  }

  /** The session that is open under this secret, with what its owner is and may do now. */
  async find(secret: string): Promise<Session | undefined> {
    const now = this.clock.now();
    const [stored] = await this.db
      .select({ session: sessions, user: users, key: apiKeys })
      .from(sessions)
      .leftJoin(users, eq(users.id, sessions.userId))
      .leftJoin(apiKeys, eq(apiKeys.id, sessions.keyId))
      .where(eq(sessions.idHash, sha256(secret)));
    if (!stored || hasEnded(stored.session, now)) return undefined;
    const identity = this.ownerOf(stored, secret, now);
    if (!identity) return undefined;
    const { idHash, csrfToken, userId, lastSeenAt } = stored.session;
    if (now.getTime() - lastSeenAt.getTime() >= MINUTE_MS) {
      await this.db.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.idHash, idHash));
    }
    return { idHash, csrfToken, identity, ...(userId === null ? {} : { userId }) };
  }

  async end(tx: Transaction, idHash: string): Promise<void> {
    await tx.delete(sessions).where(eq(sessions.idHash, idHash));
  }

  /** All sessions of a user, except one. */
  async endAllOf(tx: Transaction, userId: string, exceptIdHash = ''): Promise<void> {
    await tx.delete(sessions).where(and(eq(sessions.userId, userId), ne(sessions.idHash, exceptIdHash)));
  }

  private ownerOf({ session, user, key }: StoredSession, secret: string, now: Date): Identity | undefined {
    if (user) return user.disabledAt === null ? userIdentity(user) : undefined;
    if (key) return isUsable(key, now) ? keyIdentity(key) : undefined;
    const isOperators = this.operatorKeys.isSealOfValidKey(session.operatorSeal ?? '', secret);
    return isOperators ? OPERATOR : undefined;
  }

  private async clearEnded(tx: Transaction, now: Date): Promise<void> {
    const idleSince = new Date(now.getTime() - IDLE_MS);
    await tx.delete(sessions).where(or(lte(sessions.expiresAt, now), lte(sessions.lastSeenAt, idleSince)));
  }
}

function hasEnded({ expiresAt, lastSeenAt }: typeof sessions.$inferSelect, now: Date): boolean {
  return expiresAt <= now || now.getTime() - lastSeenAt.getTime() >= IDLE_MS;
}
