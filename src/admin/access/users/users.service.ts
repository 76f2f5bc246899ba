import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, gt, isNull, ne } from 'drizzle-orm';
import { Clock, newSecretId } from '../../../common';
import { DATABASE, lockName, schema, type Database, type Transaction } from '../../../storage';
import type { Actor } from '../actor';
import { AuditService } from '../audit.service';
import { hashPassword } from '../login/passwords';
import { SessionService } from '../login/session.service';
import { pageOf, type Page } from '../page';
import type { Role } from '../roles';
import { changesBetween } from './changes-between';

const { users } = schema;

type StoredUser = typeof users.$inferSelect;

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabledAt: Date | null;
  createdAt: Date;
}

export interface NewUser {
  email: string;
  name: string;
  role: Role;
  password: string;
}

export interface UserChanges {
  name?: string;
  role?: Role;
  password?: string;
  disabled?: boolean;
}

/** Someone who can let others in has to be left. */
export type UserRefusal = 'unknown' | 'last_admin';

/** Whoever takes an admin away holds this: of two at once, the second sees what the first has left. */
const ADMINS_LOCK = 'enabled admins';

/** The shop's staff: who they are, and what they may do. */
@Injectable()
export class UsersService {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionService,
    private readonly audit: AuditService,
  ) {}

  /** By e-mail. */
  async list(limit: number, after = ''): Promise<Page<User>> {
    const rows = await this.db
      .select()
      .from(users)
      .where(gt(users.email, after))
      .orderBy(asc(users.email))
      .limit(limit + 1);
    return pageOf(rows, limit, toUser, ({ email }) => Buffer.from(email).toString('base64url'));
  }

  async create(actor: Actor, { email, name, role, password }: NewUser): Promise<User | 'email_taken'> {
    const passwordHash = await hashPassword(password);
    const id = newSecretId();
    const createdAt = this.clock.now();
    return this.db.transaction(async (tx) => {
      const [row] = await tx
        .insert(users)
        .values({ id, email, name, role, passwordHash, createdAt })
        .onConflictDoNothing({ target: users.email })
        .returning();
      if (!row) return 'email_taken';
      await this.audit.record(tx, actor, 'user.create', `user:${email}`, {
        name: [null, name],
        role: [null, role],
      });
      return toUser(row);
    });
  }

  /** Another role, another password or another state ends the user's sessions. */
  async change(actor: Actor, id: string, changes: UserChanges): Promise<User | UserRefusal> {
    // Hashed before the transaction: nobody waits for it.
    const passwordHash = changes.password === undefined ? undefined : await hashPassword(changes.password);
    return this.db.transaction(async (tx) => {
      const before = await this.lock(tx, id);
      if (!before) return 'unknown';
      const after: StoredUser = {
        ...before,
        name: changes.name ?? before.name,
        role: changes.role ?? before.role,
        passwordHash: passwordHash ?? before.passwordHash,
        disabledAt: this.disabledAt(before, changes.disabled),
      };
      if (await this.wouldTakeLastAdmin(tx, before, after)) return 'last_admin';
      const details = changesBetween(before, after);
      if (Object.keys(details).length === 0) return toUser(before);
      await tx.update(users).set(after).where(eq(users.id, id));
      if (Object.keys(details).some((what) => what !== 'name')) await this.sessions.endAllOf(tx, id);
      await this.audit.record(tx, actor, 'user.change', `user:${before.email}`, details);
      return toUser(after);
    });
  }

  async remove(actor: Actor, id: string): Promise<'removed' | UserRefusal> {
    return this.db.transaction(async (tx) => {
      const user = await this.lock(tx, id);
      if (!user) return 'unknown';
      if (await this.wouldTakeLastAdmin(tx, user)) return 'last_admin';
      // The user's sessions go with it.
      await tx.delete(users).where(eq(users.id, id));
      await this.audit.record(tx, actor, 'user.delete', `user:${user.email}`, {
        name: [user.name, null],
        role: [user.role, null],
      });
      return 'removed';
    });
  }

  private async lock(tx: Transaction, id: string): Promise<StoredUser | undefined> {
    await lockName(tx, ADMINS_LOCK);
    const [user] = await tx.select().from(users).where(eq(users.id, id)).for('update');
    return user;
  }

  private disabledAt({ disabledAt }: StoredUser, isDisabled?: boolean): Date | null {
    if (isDisabled === undefined) return disabledAt;
    return isDisabled ? (disabledAt ?? this.clock.now()) : null;
  }

  private async wouldTakeLastAdmin(
    tx: Transaction,
    before: StoredUser,
    after?: StoredUser,
  ): Promise<boolean> {
    if (!isEnabledAdmin(before) || (after && isEnabledAdmin(after))) return false;
    const [other] = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.role, 'admin'), isNull(users.disabledAt), ne(users.id, before.id)))
      .limit(1);
    return other === undefined;
  }
}

function isEnabledAdmin({ role, disabledAt }: StoredUser): boolean {
  return role === 'admin' && disabledAt === null;
}

function toUser({ id, email, name, role, disabledAt, createdAt }: StoredUser): User {
  return { id, email, name, role: role as Role, disabledAt, createdAt };
}
