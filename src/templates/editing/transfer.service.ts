import { Inject, Injectable } from '@nestjs/common';
import { and, inArray, isNull, sql } from 'drizzle-orm';
import { Clock } from '../../common';
import { DATABASE, schema, type Database, type Transaction } from '../../storage';
import { TemplateStore } from '../template-store';
import type { Template, TemplateKind } from '../template.types';
import type { CatalogueChange } from './catalogue-change';
import { TEMPLATES_OPTIONS, type TemplatesOptions } from '../templates.options';
import { deleteDraft, insertDraft } from './draft-store';
import type { Editor, Refusal } from './editing.types';
import { inFixedOrder } from './fixed-order';
import {
  checkEntries,
  planImport,
  type CheckedEntry,
  type Existing,
  type ImportChange,
  type ImportPlan,
} from './import-plan';
import { LAST_TO_HAND_OFF, PublishingService } from './publishing.service';
import { noteOf, type Reasons } from './reasons';

/** A template in a file: what it is, and what it says. */
export type ExportedTemplate = { kind: TemplateKind } & Template;

export type Imported =
  | { kind: 'imported'; changes: ImportChange[] }
  /** A template is invalid or in conflict, so none was taken. */
  | { kind: 'refused'; changes: ImportChange[] }
  /** Something was published meanwhile: one that was the same is not any more, and nobody has tried it. */
  | { kind: 'untried'; changes: ImportChange[] }
  | Refusal;

/** The catalogue as a file, out and in. */
@Injectable()
export class TransferService {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly clock: Clock,
    private readonly store: TemplateStore,
    private readonly publishing: PublishingService,
    @Inject(TEMPLATES_OPTIONS) private readonly options: TemplatesOptions,
  ) {}

  /** What is in the catalogue, or those of it that are named, by kind and id; undefined where one is not in it. */
  async export(ids?: string[]): Promise<ExportedTemplate[] | undefined> {
    const { templates } = schema;
    const isNamed = ids && inArray(templates.id, ids);
    const rows = await this.db
      .select()
      .from(templates)
      .where(and(isNull(templates.archivedAt), isNamed));
    if (ids && rows.length < new Set(ids).size) return undefined;
    return rows
      .map(({ kind, definition }) =>
        inFixedOrder({ kind: kind as TemplateKind, ...(definition as Template) }),
      )
      .sort((a, b) => compare(a.kind, b.kind) || compare(a.id, b.id));
  }

  /** Says what an import would do, and does nothing. */
  async plan(entries: unknown[]): Promise<ImportPlan> {
    const checked = await checkEntries(entries, this.options.defaultLocale);
    return this.db.transaction((tx) => planIn(tx, checked));
  }

  /** Makes drafts of what is new and changed: of all, or of none where one is invalid or in conflict. */
  async importDrafts(entries: unknown[], editor: Editor): Promise<Imported> {
    const checked = await checkEntries(entries, this.options.defaultLocale);
    return this.store.change(async ({ tx }): Promise<Imported> => {
      const { changes, writes } = await planLocked(tx, checked);
      if (!isAcceptable(changes)) return { kind: 'refused', changes };
      for (const { template, kind, before, changes: differences, isDrafted } of writes) {
        if (isDrafted) continue;
        await insertDraft(tx, {
          ...{ templateId: template.id, kind, definition: template, basedOn: before?.version ?? null },
          ...{ updatedBy: editor.name, updatedAt: this.clock.now() },
        });
        await editor.record(tx, 'template.import', template.id, { changes: differences });
      }
      return { kind: 'imported', changes };
    });
  }

  /**
   * Publishes what is new and changed, all or none.
   * @param tried the ids that have been tried and may be published
   */
  async importPublished(
    entries: unknown[],
    tried: ReadonlySet<string>,
    editor: Editor,
    reasons: Reasons,
  ): Promise<Imported> {
    const checked = await checkEntries(entries, this.options.defaultLocale);
    const outcome = await this.store.change(async (change): Promise<Imported> => {
      const plan = await planLocked(change.tx, checked);
      const { changes, writes } = plan;
      if (!isAcceptable(changes)) return { kind: 'refused', changes };
      if (!writes.every(({ template }) => tried.has(template.id))) return { kind: 'untried', changes };
      const templates = writes.map(({ template }) => template);
      const ids = templates.map(({ id }) => id);
      if (await change.wouldStopHandingOff(ids, templates)) return LAST_TO_HAND_OFF;
      await this.write(change, plan, editor, reasons);
      return { kind: 'imported', changes };
    });
    if (outcome.kind === 'imported') await this.publishing.announce();
    return outcome;
  }

  private async write(
    change: CatalogueChange,
    { writes }: ImportPlan,
    editor: Editor,
    reasons: Reasons,
  ): Promise<void> {
    const note = noteOf(reasons);
    const versions = await change.publish(
      writes.map(({ template, kind }) => ({ template, kind, origin: 'import', by: editor.name, note })),
    );
    for (const { template, changes, isDrafted } of writes) {
      if (isDrafted) await deleteDraft(change.tx, template.id);
      const details = { version: versions.get(template.id), ...reasons, changes };
      await editor.record(change.tx, 'template.import', template.id, details);
    }
  }
}

function isAcceptable(changes: ImportChange[]): boolean {
  return changes.every(({ change }) => change !== 'invalid' && change !== 'conflict');
}

/** Nobody saves a draft between the plan and what is done by it; `exclusive` also keeps out who has only locked one. */
async function planLocked(tx: Transaction, entries: CheckedEntry[]): Promise<ImportPlan> {
  await tx.execute(sql`lock table ${schema.templateDrafts} in exclusive mode`);
  return planIn(tx, entries);
}

async function planIn(tx: Transaction, entries: CheckedEntry[]): Promise<ImportPlan> {
  const existing = new Map<string, Existing>();
  for (const { id, kind, definition, version, archivedAt } of await tx.select().from(schema.templates)) {
    const published = {
      template: inFixedOrder(definition as Template),
      version,
      isArchived: archivedAt !== null,
    };
    existing.set(id, { kind: kind as TemplateKind, published });
  }
  for (const { templateId, kind, definition } of await tx.select().from(schema.templateDrafts)) {
    const draft = { template: inFixedOrder(definition as Template), kind: kind as TemplateKind };
    existing.set(templateId, { ...existing.get(templateId), draft });
  }
  return planImport(entries, existing);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
