import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { schema, type Transaction } from '../../storage';
import type { Template, TemplateKind } from '../template.types';
import type { Origin } from './editing.types';

export type TemplateRow = typeof schema.templates.$inferSelect;

/** What is to become the next version of a template. */
export interface Publication {
  template: Template;
  kind: TemplateKind;
  origin: Origin;
  by: string;
  note?: string | null;
  /** Of a shipped template that the shop has not edited. */
  shippedHash?: string;
}

/** A change of the catalogue, while nobody else changes it. Made by `TemplateStore.change`. */
export class CatalogueChange {
  /** Whether anything was changed, so that the replicas have to look. */
  isMade = false;

  constructor(
    readonly tx: Transaction,
    private readonly now: Date,
  ) {}

  /** Archived ones too. */
  rows(): Promise<TemplateRow[]> {
    return this.tx.select().from(schema.templates);
  }

  async find(id: string): Promise<TemplateRow | undefined> {
    const [row] = await this.tx.select().from(schema.templates).where(eq(schema.templates.id, id));
    return row;
  }

  /** Writes each as its template's next version, into the catalogue and its history; says which versions these are. */
  async publish(publications: Publication[]): Promise<Map<string, number>> {
    if (publications.length === 0) return new Map();
    this.isMade = true;
    const publishedAt = this.now;
    const { templates, templateVersions } = schema;
    const written = await this.tx
      .insert(templates)
      .values(
        publications.map(({ template, kind, shippedHash = null }) => ({
          ...{ id: template.id, kind, version: 1, definition: template },
          ...{ shippedHash, publishedAt, archivedAt: null },
        })),
      )
      .onConflictDoUpdate({
        target: templates.id,
        set: {
          kind: sql`excluded.kind`,
          version: sql`${templates.version} + 1`,
          definition: sql`excluded.definition`,
          shippedHash: sql`excluded.shipped_hash`,
          publishedAt: sql`excluded.published_at`,
          archivedAt: null,
        },
      })
      .returning({ id: templates.id, version: templates.version });
    const versions = new Map(written.map(({ id, version }) => [id, version]));
    await this.tx.insert(templateVersions).values(
      publications.map(({ template, kind, by, origin, note = null }) => ({
        ...{ templateId: template.id, version: versions.get(template.id) ?? 1, kind, definition: template },
        ...{ publishedAt, publishedBy: by, origin, note },
      })),
    );
    return versions;
  }

  async archive(id: string): Promise<void> {
    this.isMade = true;
    await this.tx.update(schema.templates).set({ archivedAt: this.now }).where(eq(schema.templates.id, id));
  }

  /** Whether nothing in the catalogue would hand over to a person any more, without the ids and with the templates. */
  async wouldStopHandingOff(withoutIds: string[], templates: Template[] = []): Promise<boolean> {
    if (templates.some(({ action }) => action?.type === 'hand_off')) return false;
    const handingOff = await this.tx
      .select({ id: schema.templates.id, isLost: inArray(schema.templates.id, withoutIds) })
      .from(schema.templates)
      .where(
        and(
          isNull(schema.templates.archivedAt),
          sql`${schema.templates.definition} -> 'action' ->> 'type' = 'hand_off'`,
        ),
      );
    return handingOff.length > 0 && handingOff.every(({ isLost }) => isLost);
  }
}
