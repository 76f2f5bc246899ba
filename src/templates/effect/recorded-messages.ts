import { Inject, Injectable } from '@nestjs/common';
import { desc, eq } from 'drizzle-orm';
import { DATABASE, schema, type Database } from '../../storage';

const MOST_MESSAGES = 500;
/** Many say the same ("yes", "hello"); beyond these rows older ones are not looked for. */
const MOST_ROWS = 5_000;

/** What customers have said. */
@Injectable()
export class RecordedMessages {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** The last 500 different messages, newest first, as they were written. */
  async latest(): Promise<string[]> {
    const { transcript } = schema;
    const rows = await this.db
      .select({ text: transcript.text })
      .from(transcript)
      .where(eq(transcript.author, 'customer'))
      .orderBy(desc(transcript.id))
      .limit(MOST_ROWS);
    return [...new Set(rows.map(({ text }) => text))].slice(0, MOST_MESSAGES);
  }
}
