import { Inject, Injectable } from '@nestjs/common';
import { and, desc, eq, lt } from 'drizzle-orm';
import { DATABASE, schema, type Database } from '../../storage';
import type { Template } from '../template.types';
import { findDraft } from './draft-store';
import type { Origin, TemplateVersion } from './editing.types';
import { inFixedOrder } from './fixed-order';

/** Every version of a template that was ever published. */
@Injectable()
export class HistoryService {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** One page, newest first, of those before the version `before`; undefined where there is no such template. */
  async versions(
    id: string,
    limit: number,
    before?: number,
  ): Promise<{ items: TemplateVersion[]; nextCursor: string | null } | undefined> {
    const { templateVersions } = schema;
    const { templateId, version } = templateVersions;
    const rows = await this.db
      .select()
      .from(templateVersions)
      .where(and(eq(templateId, id), before === undefined ? undefined : lt(version, before)))
      .orderBy(desc(version))
      .limit(limit + 1);
    if (rows.length === 0 && !(await findDraft(this.db, id))) return undefined;
    const items = rows.slice(0, limit).map(toVersion);
    const nextCursor = rows.length > limit ? String(items.at(-1)?.version) : null;
    return { items, nextCursor };
  }
}

function toVersion(row: typeof schema.templateVersions.$inferSelect): TemplateVersion {
  const { version, publishedAt, publishedBy, note } = row;
  const template = inFixedOrder(row.definition as Template);
  return { version, publishedAt, publishedBy, origin: row.origin as Origin, note, template };
}
