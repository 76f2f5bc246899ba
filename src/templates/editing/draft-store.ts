import { and, eq, sql } from 'drizzle-orm';
import { schema, type Database, type Transaction } from '../../storage';
import type { Template, TemplateKind } from '../template.types';
import type { Draft } from './editing.types';
import { inFixedOrder } from './fixed-order';

const { templateDrafts, templates, templateVersions } = schema;

type DraftRow = typeof templateDrafts.$inferSelect;
export type NewDraft = Omit<typeof templateDrafts.$inferInsert, 'revision' | 'definition'> & {
  definition: Template;
};

const nextRevision = sql`nextval('draft_revisions')::integer`;

/** The draft, or else the version last published as one could begin with it. */
export async function findDraft(db: Database | Transaction, id: string): Promise<Draft | undefined> {
  const [draft] = await db.select().from(templateDrafts).where(eq(templateDrafts.templateId, id));
  return draft ? toDraft(draft) : findPublished(db, id);
}

/** Whoever changes or takes away the draft holds its row. */
export async function lockDraft(tx: Transaction, id: string): Promise<Draft | undefined> {
  const [draft] = await tx
    .select()
    .from(templateDrafts)
    .where(eq(templateDrafts.templateId, id))
    .for('update');
  return draft && toDraft(draft);
}

/** Undefined when another has begun a draft of it meanwhile. */
export async function insertDraft(tx: Transaction, draft: NewDraft): Promise<Draft | undefined> {
  const [row] = await tx
    .insert(templateDrafts)
    .values({ ...draft, revision: nextRevision })
    .onConflictDoNothing()
    .returning();
  return row && toDraft(row);
}

/** Of a draft that is locked. */
export async function updateDraft(
  tx: Transaction,
  { templateId, ...changes }: Omit<NewDraft, 'basedOn'>,
): Promise<Draft | undefined> {
  const [row] = await tx
    .update(templateDrafts)
    .set({ ...changes, revision: nextRevision })
    .where(eq(templateDrafts.templateId, templateId))
    .returning();
  return row && toDraft(row);
}

export async function deleteDraft(tx: Transaction, id: string): Promise<void> {
  await tx.delete(templateDrafts).where(eq(templateDrafts.templateId, id));
}

export function toDraft(row: DraftRow): Draft {
  const { kind, definition, revision, basedOn, updatedBy, updatedAt } = row;
  const template = inFixedOrder(definition as Template);
  return { template, kind: kind as TemplateKind, revision, basedOn, updatedBy, updatedAt };
}

async function findPublished(db: Database | Transaction, id: string): Promise<Draft | undefined> {
  const isOfVersion = and(
    eq(templateVersions.templateId, templates.id),
    eq(templateVersions.version, templates.version),
  );
  const [row] = await db
    .select({ template: templates, by: templateVersions.publishedBy })
    .from(templates)
    .leftJoin(templateVersions, isOfVersion)
    .where(eq(templates.id, id));
  if (!row) return undefined;
  const { kind, definition, version, publishedAt } = row.template;
  return toDraft({
    ...{ templateId: id, kind, definition, revision: 0, basedOn: version },
    ...{ updatedBy: row.by ?? '', updatedAt: publishedAt },
  });
}
