import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { and, eq, isNull } from 'drizzle-orm';
import { DATABASE, schema, type Database, type Transaction } from '../../../storage';
import type { Identity } from '../actor';
import { AuditService } from '../audit.service';
import { KeyHolderService } from '../keys/key-holder.service';
import { newSecret } from '../secrets';
import { userIdentity } from '../users/user-identity';
import { LoginAttemptsService } from './login-attempts.service';
import { hashPassword, isPasswordOf } from './passwords';
import type { SessionOwner } from './session-owner';
import { SessionService, type OpenedSession } from './session.service';

const { users } = schema;

export type LoginResult =
  | { outcome: 'opened'; session: OpenedSession; identity: Identity }
  /** Whatever was wrong. */
  | { outcome: 'failed' }
  | { outcome: 'limited'; retryAfterS: number };

export type PasswordChangeResult =
  { outcome: 'changed' } | { outcome: 'wrong' } | { outcome: 'limited'; retryAfterS: number };

type User = typeof users.$inferSelect;

/** Opens sessions for those who know a password or a key. */
@Injectable()
export class LoginService implements OnModuleInit {
  /** Nobody's password, for e-mails that nobody has: the answer takes as long as any other. */
  private decoyHash = '';

  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly attempts: LoginAttemptsService,
    private readonly holders: KeyHolderService,
    private readonly sessions: SessionService,
    private readonly audit: AuditService,
  ) {}

  async onModuleInit(): Promise<void> {
    this.decoyHash = await hashPassword(newSecret());
  }

  async withPassword(email: string, password: string, address: string): Promise<LoginResult> {
    const attempt = this.attempts.attempt(address, email);
    const retryAfterS = await this.attempts.begin(attempt);
    if (retryAfterS !== undefined) return { outcome: 'limited', retryAfterS };
    const user = await this.userWith(email, password);
    const session = user && (await this.openFor(user, address));
    if (!session) return { outcome: 'failed' };
    await this.attempts.forgive(attempt);
    return { outcome: 'opened', session, identity: userIdentity(user) };
  }

  async withKey(key: string, address: string): Promise<LoginResult> {
    const attempt = this.attempts.attempt(address);
    const retryAfterS = await this.attempts.begin(attempt);
    if (retryAfterS !== undefined) return { outcome: 'limited', retryAfterS };
    const holder = await this.holders.find(key);
    if (!holder) return { outcome: 'failed' };
    const { identity, owner } = holder;
    const session = await this.db.transaction((tx) => this.open(tx, owner, identity, identity.id, address));
    await this.attempts.forgive(attempt);
    return { outcome: 'opened', session, identity };
  }

  /** A user's own password, from an open session; the user's other sessions end. */
  async changePassword(
    { userId, idHash }: { userId: string; idHash: string },
    current: string,
    password: string,
    address: string,
  ): Promise<PasswordChangeResult> {
    const [user] = await this.db.select().from(users).where(eq(users.id, userId));
    if (!user) return { outcome: 'wrong' };
    const attempt = this.attempts.attempt(address, user.email);
    const retryAfterS = await this.attempts.begin(attempt);
    if (retryAfterS !== undefined) return { outcome: 'limited', retryAfterS };
    if (!(await isPasswordOf(user.passwordHash, current))) return { outcome: 'wrong' };
    const passwordHash = await hashPassword(password);
    const isChanged = await this.db.transaction(async (tx) => {
      const [changed] = await tx.update(users).set({ passwordHash }).where(stillThe(user)).returning();
      if (!changed) return false;
      await this.sessions.endAllOf(tx, userId, idHash);
      const actor = { ...userIdentity(changed), address };
      await this.audit.record(tx, actor, 'user.change', `user:${user.email}`, { password: 'changed' });
      return true;
    });
    if (!isChanged) return { outcome: 'wrong' };
    await this.attempts.forgive(attempt);
    return { outcome: 'changed' };
  }

  /** The password is looked at for every e-mail, known or not, enabled or not. */
  private async userWith(email: string, password: string): Promise<User | undefined> {
    const [user] = await this.db.select().from(users).where(eq(users.email, email));
    const isRight = await isPasswordOf(user?.passwordHash ?? this.decoyHash, password);
    return isRight && user?.disabledAt === null ? user : undefined;
  }

  /** Undefined when the user was changed while the password was looked at: such a session would outlive the change. */
  private openFor(user: User, address: string): Promise<OpenedSession | undefined> {
    return this.db.transaction(async (tx) => {
      const [same] = await tx.select().from(users).where(stillThe(user)).for('share');
      if (!same) return undefined;
      return this.open(tx, { userId: user.id }, userIdentity(same), `user:${user.email}`, address);
    });
  }

  private async open(
    tx: Transaction,
    owner: SessionOwner,
    identity: Identity,
    target: string,
    address: string,
  ): Promise<OpenedSession> {
    const session = await this.sessions.open(tx, owner);
    await this.audit.record(tx, { ...identity, address }, 'session.open', target);
    return session;
  }
}

function stillThe({ id, passwordHash }: User): ReturnType<typeof and> {
  return and(eq(users.id, id), eq(users.passwordHash, passwordHash), isNull(users.disabledAt));
}
