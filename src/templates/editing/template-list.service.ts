import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Intent } from '../../nlu';
import { DATABASE, schema, type Database } from '../../storage';
import type { Template, TemplateKind } from '../template.types';
import { inFixedOrder } from './fixed-order';

export const TEMPLATE_STATES = ['published', 'draft', 'archived'] as const;
export type TemplateState = (typeof TEMPLATE_STATES)[number];

/** A template as staff find it, published or not. */
export interface ListedTemplate {
  id: string;
  kind: TemplateKind;
  intent: Intent | null;
  description: string;
  /** Null while it is not in the catalogue. */
  published: { version: number; at: Date; by: string } | null;
  draft: { revision: number; at: Date; by: string } | null;
  archivedAt: Date | null;
}

export interface TemplateFilter {
  /** Part of an id, a description, an example or a body, in small letters or large. */
  search?: string;
  kind?: TemplateKind;
  /** A published or archived template may have a draft as well. */
  state?: TemplateState;
}

const { templates, templateDrafts: drafts, templateVersions: versions } = schema;

/** By the bytes, so that the order is the same in every database. */
const ID = sql<string>`coalesce(${templates.id}, ${drafts.templateId}) collate "C"`;
const DEFINITION = sql`coalesce(${templates.definition}, ${drafts.definition})`;
const KIND = sql<TemplateKind>`coalesce(${templates.kind}, ${drafts.kind})`;
const IS_OF_VERSION = and(eq(versions.templateId, templates.id), eq(versions.version, templates.version));

const COLUMNS = {
  id: ID,
  kind: KIND,
  intent: sql<Intent | null>`${DEFINITION} ->> 'intent'`,
  description: sql<string>`${DEFINITION} ->> 'description'`,
  version: templates.version,
  publishedAt: templates.publishedAt,
  publishedBy: versions.publishedBy,
  revision: drafts.revision,
  draftAt: drafts.updatedAt,
  draftBy: drafts.updatedBy,
  archivedAt: templates.archivedAt,
  definition: templates.definition,
};

/** Finds templates, published, archived and drafts. */
@Injectable()
export class TemplateListService {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** One page by id, after the one that `after` names, and how many there are on all pages. */
  async list(
    filter: TemplateFilter,
    limit: number,
    after?: string,
  ): Promise<{ items: ListedTemplate[]; nextCursor: string | null; total: number }> {
    const where = and(...conditionsOf(filter));
    const onPage = and(where, after === undefined ? undefined : sql`${ID} > ${after}`);
    const rows = await this.select(onPage, limit + 1);
    const [counted] = await this.db
      .select({ total: sql<number>`count(*)::integer` })
      .from(templates)
      .fullJoin(drafts, eq(drafts.templateId, templates.id))
      .where(where);
    const items = rows.slice(0, limit).map(toListed);
    const nextCursor = rows.length > limit ? (items.at(-1)?.id ?? null) : null;
    return { items, nextCursor, total: counted?.total ?? 0 };
  }

  /** With the template as it is in the catalogue, or was last; undefined where it never was. */
  async find(id: string): Promise<(ListedTemplate & { template: Template }) | undefined> {
    const [row] = await this.select(eq(templates.id, id), 1);
    if (!row) return undefined;
    return { ...toListed(row), template: inFixedOrder(row.definition as Template) };
  }

  private select(where: SQL | undefined, limit: number): Promise<Row[]> {
    return this.db
      .select(COLUMNS)
      .from(templates)
      .fullJoin(drafts, eq(drafts.templateId, templates.id))
      .leftJoin(versions, IS_OF_VERSION)
      .where(where)
      .orderBy(asc(ID))
      .limit(limit);
  }
}

interface Row {
  id: string;
  kind: TemplateKind;
  intent: Intent | null;
  description: string;
  version: number | null;
  publishedAt: Date | null;
  publishedBy: string | null;
  revision: number | null;
  draftAt: Date | null;
  draftBy: string | null;
  archivedAt: Date | null;
  definition: unknown;
}

function toListed(row: Row): ListedTemplate {
  const { id, kind, intent, description, version, revision, publishedAt, draftAt, archivedAt } = row;
  const isPublished = version !== null && publishedAt && !archivedAt;
  return {
    ...{ id, kind, intent, description },
    published: isPublished ? { version, at: publishedAt, by: row.publishedBy ?? '' } : null,
    draft: revision !== null && draftAt ? { revision, at: draftAt, by: row.draftBy ?? '' } : null,
    archivedAt,
  };
}

function conditionsOf({ search, kind, state }: TemplateFilter): (SQL | undefined)[] {
  return [kind && sql`${KIND} = ${kind}`, state && CONDITIONS[state], search ? matches(search) : undefined];
}

const CONDITIONS: Record<TemplateState, SQL | undefined> = {
  published: and(isNotNull(templates.id), isNull(templates.archivedAt)),
  draft: isNotNull(drafts.templateId),
  archived: isNotNull(templates.archivedAt),
};

function matches(search: string): SQL {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(${ID} ilike ${pattern} or ${says(templates.definition, pattern)} or ${says(drafts.definition, pattern)})`;
}

/** Bodies are texts, or lists of wordings with a text each; a path in lax mode goes into both. */
function says(definition: AnyPgColumn, pattern: string): SQL {
  return sql`exists (
    select from (
      select ${definition} -> 'description' as said
      union all select jsonb_path_query(${definition}, '$.examples[*]')
      union all select jsonb_path_query(${definition}, '$.bodies.*.*[*]')
      union all select jsonb_path_query(${definition}, '$.bodies.*.*[*].text')
    ) as texts
    where jsonb_typeof(said) = 'string' and said #>> '{}' ilike ${pattern})`;
}
