import { sql, type SQL } from 'drizzle-orm';
import { schema } from '../../storage';
import type { Rendered } from '../template.types';

/** Which wording of which version it was. */
export interface WordingKey {
  templateId: string;
  version: number;
  locale: string;
  outcome: string;
  /** Empty where there is one wording only. */
  variant: string;
}

export type Count = 'said' | 'resolved' | 'askedForPerson' | 'thumbsUp' | 'thumbsDown';

/** What to add to a wording's counts; less than 0 takes back what was counted before. */
export interface CountedWording extends WordingKey {
  counts: Partial<Record<Count, number>>;
}

export function wordingOf(reply: Rendered): WordingKey {
  const { templateId, templateVersion: version, locale, outcome, variant = '' } = reply;
  return { templateId, version, locale, outcome, variant };
}

/**
 * The statement that counts, or a part of one (`with counted as (…)`), for the transaction in which it happened: the
 * counts are right also after a turn that was rolled back, or a process that was killed.
 */
export function countStatement(counted: CountedWording[]): SQL {
  const events = JSON.stringify(counted.map(({ counts, ...wording }) => ({ ...wording, ...counts })));
  return sql`
    insert into ${schema.wordingEvents}
      (template_id, version, locale, outcome, variant, said, resolved, asked_for_person, thumbs_up, thumbs_down)
    select "templateId", version, locale, outcome, variant, coalesce(said, 0), coalesce(resolved, 0),
      coalesce("askedForPerson", 0), coalesce("thumbsUp", 0), coalesce("thumbsDown", 0)
    from jsonb_to_recordset(${events}::jsonb) as event ("templateId" text, version int, locale text, outcome text,
      variant text, said int, resolved int, "askedForPerson" int, "thumbsUp" int, "thumbsDown" int)`;
}
