import { Inject, Injectable } from '@nestjs/common';
import { eq, sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { DATABASE, schema, type Database } from '../../storage';

const { pullLeases } = schema;

/** Longer than the slowest page with all its attempts. */
const HELD_SECONDS = 15 * 60;

/** Who reads a shop's system: one at a time, of all replicas and imports. Given up by a process that dies. */
@Injectable()
export class PullLease {
  private readonly holder = randomUUID();

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Takes or prolongs it; false when somebody else has it. By the database's clock, which all share. */
  async hold(source: string): Promise<boolean> {
    const until = sql`now() + make_interval(secs => ${HELD_SECONDS})`;
    const held = await this.database
      .insert(pullLeases)
      .values({ source, holder: this.holder, heldUntil: until })
      .onConflictDoUpdate({
        target: pullLeases.source,
        set: { holder: this.holder, heldUntil: until },
        setWhere: sql`${pullLeases.holder} = ${this.holder} or ${pullLeases.heldUntil} < now()`,
      })
      .returning({ source: pullLeases.source });
    return held.length > 0;
  }

  async giveUp(source: string): Promise<void> {
    await this.database
      .delete(pullLeases)
      .where(sql`${eq(pullLeases.source, source)} and ${eq(pullLeases.holder, this.holder)}`);
  }
}
