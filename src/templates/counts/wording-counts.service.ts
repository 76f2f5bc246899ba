import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { eq, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { DATABASE, schema, type Database } from '../../storage';
import type { Count, WordingKey } from './counted-wording';

const { wordingCounts, wordingEvents, templates, templateDrafts } = schema;

const ADD_UP_EVERY_MS = 10_000;
/** In one statement, so that it never holds the rows of the counts for long. */
const ROUND = 5_000;

const COLUMNS = sql.raw(
  'template_id, version, locale, outcome, variant, said, resolved, asked_for_person, thumbs_up, thumbs_down',
);

/** One wording's counts since it was published. */
export type WordingCounts = Omit<WordingKey, 'templateId'> & Record<Count, number>;
type Row = WordingCounts & Record<string, unknown>;

/** Reads the counts, and adds up in the background what turns have counted. */
@Injectable()
export class WordingCountsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(WordingCountsService.name);
  private timer: NodeJS.Timeout | undefined;
  private adding: Promise<void> | undefined;

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.addUpNow(), ADD_UP_EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.adding;
  }

  /**
   * All counts of a template, also those not added up yet, the newest version first; undefined where there is no such
   * template and has been none.
   */
  async of(templateId: string): Promise<WordingCounts[] | undefined> {
    const { rows } = await this.database.execute<Row>(sql`
      select version, locale, outcome, variant, sum(said)::int as said,
        sum(resolved)::int as resolved, sum(asked_for_person)::int as "askedForPerson",
        sum(thumbs_up)::int as "thumbsUp", sum(thumbs_down)::int as "thumbsDown"
      from (
        select ${COLUMNS} from ${wordingCounts} where template_id = ${templateId}
        union all
        select ${COLUMNS} from ${wordingEvents} where template_id = ${templateId}
      ) as counted
      group by version, locale, outcome, variant
      order by version desc, locale, outcome, variant`);
    return rows.length > 0 || (await this.isKnown(templateId)) ? rows : undefined;
  }

  /**
   * Moves what was counted into the sums. Replicas share the work: each takes rows that no other has taken, and all
   * go through the sums in the same order, so none waits for another in a circle.
   */
  async addUp(): Promise<void> {
    while ((await this.addRound()) === ROUND);
  }

  private async addRound(): Promise<number> {
    const { rows } = await this.database.execute<{ taken: number }>(sql`
      with taken as (
        delete from ${wordingEvents} where id in (
          select id from ${wordingEvents} order by id limit ${ROUND} for update skip locked
        )
        returning *
      ), added as (
      insert into ${wordingCounts} as kept
        (template_id, version, locale, outcome, variant, said, resolved, asked_for_person, thumbs_up, thumbs_down)
      select template_id, version, locale, outcome, variant,
        sum(said), sum(resolved), sum(asked_for_person), sum(thumbs_up), sum(thumbs_down)
      from taken
      group by template_id, version, locale, outcome, variant
      order by template_id, version, locale, outcome, variant
      on conflict (template_id, version, locale, outcome, variant) do update set
        said = kept.said + excluded.said,
        resolved = kept.resolved + excluded.resolved,
        asked_for_person = kept.asked_for_person + excluded.asked_for_person,
        thumbs_up = kept.thumbs_up + excluded.thumbs_up,
        thumbs_down = kept.thumbs_down + excluded.thumbs_down
      )
      select count(*)::int as taken from taken`);
    return rows[0]?.taken ?? 0;
  }

  private addUpNow(): Promise<void> {
    this.adding ??= this.addUp()
      .catch((error: unknown) => this.logger.warn({ error }, 'the counts could not be added up yet'))
      .finally(() => (this.adding = undefined));
    return this.adding;
  }

  private async isKnown(templateId: string): Promise<boolean> {
    const published = this.database.select({ id: templates.id }).from(templates);
    const drafts = this.database.select({ id: templateDrafts.templateId }).from(templateDrafts);
    const rows = await unionAll(
      published.where(eq(templates.id, templateId)),
      drafts.where(eq(templateDrafts.templateId, templateId)),
    );
    return rows.length > 0;
  }
}
