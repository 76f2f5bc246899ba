import { Inject, Injectable } from '@nestjs/common';
import { and, desc, eq, lt } from 'drizzle-orm';
import { Clock } from '../../common';
import { DATABASE, schema, type Database, type Transaction } from '../../storage';
import type { Actor } from './actor';
import { pageOf, type Page } from './page';

const { audit } = schema;

export type AuditEntry = typeof audit.$inferSelect;

/** Remembers who changed what, in the transaction of the change: neither is there without the other. */
@Injectable()
export class AuditService {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * @param action `template.publish`, `user.create` …
   * @param target `template:engraving`, `user:ana@example.com` …
   * @param details what changed, a note, a reason; never a secret
   * @returns the entry's number
   */
  async record(
    tx: Transaction,
    actor: Actor,
    action: string,
    target: string,
    details: unknown = {},
  ): Promise<number> {
    const { id, name, address } = actor;
    const at = this.clock.now();
    const entry = { at, actor: id, actorName: name, address, action, target, details };
    const [row] = await tx.insert(audit).values(entry).returning({ id: audit.id });
    return row?.id ?? 0;
  }

  /** Newest first. */
  async list(
    { target, actor }: { target?: string; actor?: string },
    limit: number,
    beforeId?: number,
  ): Promise<Page<AuditEntry>> {
    const rows = await this.db
      .select()
      .from(audit)
      .where(
        and(
          target === undefined ? undefined : eq(audit.target, target),
          actor === undefined ? undefined : eq(audit.actor, actor),
          beforeId === undefined ? undefined : lt(audit.id, beforeId),
        ),
      )
      .orderBy(desc(audit.id))
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => row,
      ({ id }) => String(id),
    );
  }
}
