import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, gt, ne } from 'drizzle-orm';
import { Clock } from '../../common';
import { DATABASE, lockName, schema, type Database, type Transaction } from '../../storage';
import type { ShippedGolden } from '../../templates';

const { goldenConversations } = schema;

/** What stands in place of a script that was removed: at the next start a shipped one would be put in again. */
const REMOVED = '';
const SHIPPED = 'shipped';

export interface StoredGolden {
  name: string;
  script: string;
  updatedBy: string;
  updatedAt: Date;
}

/** The golden conversations in the database, shared by all replicas. */
@Injectable()
export class GoldenStore {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Puts in the shipped scripts: new ones, and newer ones of those that the shop has left as they came. */
  async putShipped(shipped: ShippedGolden[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      // Replicas that start together put them in once.
      await lockName(tx, 'golden conversations');
      const rows = await tx.select().from(goldenConversations);
      const stored = new Map(rows.map((row) => [row.name, row]));
      for (const { name, script, hash } of shipped) {
        const row = stored.get(name);
        if (!row || (row.shippedHash !== null && row.shippedHash !== hash))
          await this.write(tx, name, script, SHIPPED, hash);
      }
    });
  }

  /** By name, those after `after`. */
  async list(after = '', limit?: number): Promise<StoredGolden[]> {
    const { name, script, updatedBy, updatedAt } = goldenConversations;
    const query = this.database
      .select({ name, script, updatedBy, updatedAt })
      .from(goldenConversations)
      .where(and(gt(name, after), ne(script, REMOVED)))
      .orderBy(asc(name));
    return limit === undefined ? query : query.limit(limit);
  }

  async find(name: string): Promise<StoredGolden | undefined> {
    const [row] = await this.database
      .select()
      .from(goldenConversations)
      .where(and(eq(goldenConversations.name, name), ne(goldenConversations.script, REMOVED)));
    return row;
  }

  /** Stores the shop's own script. */
  save(tx: Transaction, name: string, script: string, by: string): Promise<void> {
    return this.write(tx, name, script, by, null);
  }

  /** Takes a script out, a shipped one for good too. */
  remove(tx: Transaction, name: string, by: string): Promise<void> {
    return this.write(tx, name, REMOVED, by, null);
  }

  /** The script that is there, null where there is none; nobody else changes it until the transaction ends. */
  async hold(tx: Transaction, name: string): Promise<string | null> {
    // A lock on the row alone would let two create it at once.
    await lockName(tx, `golden conversation ${name}`);
    const [row] = await tx
      .select()
      .from(goldenConversations)
      .where(eq(goldenConversations.name, name))
      .for('update');
    return row && row.script !== REMOVED ? row.script : null;
  }

  private async write(
    tx: Transaction,
    name: string,
    script: string,
    updatedBy: string,
    shippedHash: string | null,
  ): Promise<void> {
    const changes = { script, updatedBy, shippedHash, updatedAt: this.clock.now() };
    await tx
      .insert(goldenConversations)
      .values({ name, ...changes })
      .onConflictDoUpdate({ target: goldenConversations.name, set: changes });
  }
}
