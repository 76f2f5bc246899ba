import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import type { Understanding } from '../../nlu';
import { DATABASE, schema, type Database } from '../../storage';

const { transcript, templates, customers, orders, conversations } = schema;

/** Beyond so many messages older ones are not looked at. */
const MOST_TURNS = 20_000;

/** A message of a customer, what the model made of it, and what it was answered with. */
export interface RecordedTurn {
  conversationId: string;
  text: string;
  /** The three best templates; fields that earlier releases did not keep are absent. */
  understanding: Pick<Understanding, 'intent' | 'inScope' | 'entities' | 'templates'> &
    Partial<Pick<Understanding, 'scopeConfidence' | 'thresholds' | 'model'>>;
  /** What the bot had said before, and the template that it was. */
  context: string | null;
  asked: string | null;
  /** The template of the first reply. */
  answer: string | null;
  thumbs: string | null;
}

/** What the catalogue's templates are, of every version. */
export interface KnownTemplate {
  kind: string;
  handsOff: boolean;
}

/** Reads what was said, for whoever labels it. */
@Injectable()
export class RecordedTurns {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The last messages that were understood, those of a conversation in their order. */
  async since(since: Date | null): Promise<RecordedTurn[]> {
    const isRecent = since ? sql`created_at >= ${since.toISOString()}::timestamptz` : sql`true`;
    const { rows } = await this.database.execute<RecordedTurn & Record<string, unknown>>(sql`
      with said as (
        select id, conversation_id, turn_id, text, details from ${transcript}
        where author = 'customer' and details->'intent' is not null and ${isRecent}
        order by id desc limit ${MOST_TURNS}
      )
      select said.conversation_id as "conversationId", said.text, said.details as understanding,
        before.text as context, before.details->>'templateId' as asked,
        reply.details->>'templateId' as answer, reply.details->>'thumbs' as thumbs
      from said
      left join lateral (
        select text, details from ${transcript}
        where conversation_id = said.conversation_id and author = 'bot' and id < said.id order by id desc limit 1
      ) before on true
      left join lateral (
        select details from ${transcript}
        where conversation_id = said.conversation_id and author = 'bot' and turn_id = said.turn_id order by id limit 1
      ) reply on true
      order by said.conversation_id, said.id`);
    return rows;
  }

  async templates(): Promise<ReadonlyMap<string, KnownTemplate>> {
    const rows = await this.database
      .select({
        id: templates.id,
        kind: templates.kind,
        action: sql<string | null>`${templates.definition}->'action'->>'type'`,
      })
      .from(templates);
    return new Map(rows.map(({ id, kind, action }) => [id, { kind, handsOff: action === 'hand_off' }]));
  }

  /** Those of these words, in lower case, that are part of a customer's name. */
  async namesAmong(words: string[]): Promise<ReadonlySet<string>> {
    if (words.length === 0) return new Set();
    const { rows } = await this.database.execute<{ part: string }>(sql`
      select distinct part from ${customers}, regexp_split_to_table(lower(name), '\\s+') as part
      where part in (select jsonb_array_elements_text(${JSON.stringify(words)}::jsonb))`);
    return new Set(rows.map(({ part }) => part));
  }

  /** Names and addresses of those whose orders were proved, or who were signed in, by conversation. */
  async peopleIn(conversationIds: string[]): Promise<ReadonlyMap<string, string[]>> {
    const { rows } = await this.database.execute<{ id: string; names: string[] }>(sql`
      with talk as (
        select id, state from ${conversations}
        where id in (select jsonb_array_elements_text(${JSON.stringify(conversationIds)}::jsonb))
      ), person as (
        select talk.id, c.name from talk
        cross join lateral jsonb_path_query(state, '$.senders.*.proof.customer.customerId') as known
        join ${customers} c on c.id = known #>> '{}'
        union
        select talk.id, unnest(array[c.name, o.shipping_address]) from talk
        cross join lateral jsonb_path_query(state, '$.senders.*.proof.orderIds[*]') as proved
        join ${orders} o on o.id = proved #>> '{}'
        join ${customers} c on c.id = o.customer_id
      )
      select id, array_agg(name) as names from person where name <> '' group by id`);
    return new Map(rows.map(({ id, names }) => [id, names]));
  }

  /** Those of these words that are an order's number or a product's SKU, as they are compared. */
  async idsAmong(keys: string[]): Promise<ReadonlySet<string>> {
    if (keys.length === 0) return new Set();
    const { rows } = await this.database.execute<{ key: string }>(sql`
      with word as (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) as key)
      select key from word join ${orders} o on o.number_key = word.key
      union
      select key from word join ${schema.products} p on p.sku_key = word.key`);
    return new Set(rows.map(({ key }) => key));
  }
}
