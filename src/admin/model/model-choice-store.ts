import { Inject, Injectable } from '@nestjs/common';
import { and, desc, eq, sql } from 'drizzle-orm';
import { announce, DATABASE, schema, type Database } from '../../storage';
import type { Actor } from '../access/actor';
import { AuditService } from '../access/audit.service';

const { audit } = schema;
const ACTION = 'model.choose';
const TARGET = 'model';

/** A model that an admin chose in place of the one in the settings. */
export interface ModelChoice {
  /** Later choices have higher ones. */
  revision: number;
  directory: string;
  by: string;
  at: Date;
}

/** What a choice is recorded with. */
export interface NewChoice {
  /** From which directory to which. */
  directory: [string, string];
  name: string;
  version: string;
  /** The directory in the settings under which it was made; under another it does not hold. */
  configured: string;
}

/** The choices, which are the audit's entries of them: neither can be there without the other. */
@Injectable()
export class ModelChoiceStore {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** The last one that was made under these settings. */
  async latest(configured: string): Promise<ModelChoice | undefined> {
    const isChoice = and(
      eq(audit.target, TARGET),
      eq(audit.action, ACTION),
      eq(sql`${audit.details}->>'configured'`, configured),
    );
    const [row] = await this.database
      .select({
        revision: audit.id,
        directory: sql<string>`${audit.details}->'directory'->>1`,
        by: audit.actorName,
        at: audit.at,
      })
      .from(audit)
      .where(isChoice)
      .orderBy(desc(audit.id))
      .limit(1);
    return row;
  }

  /** Resolves with its revision once every replica has been told. */
  record(actor: Actor, choice: NewChoice): Promise<number> {
    return this.database.transaction(async (tx) => {
      const revision = await this.audit.record(tx, actor, ACTION, TARGET, choice);
      await announce(tx, 'model');
      return revision;
    });
  }
}
