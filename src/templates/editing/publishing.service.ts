import { Inject, Injectable, Logger } from '@nestjs/common';
import { DATABASE, type Database, type Transaction } from '../../storage';
import { CatalogueService } from '../catalogue.service';
import { isNoticePrompt } from '../notice-prompts';
import { TemplateStore } from '../template-store';
import { publishableDraft, publishableVersion, type Publishable } from './publishable';
import type { CatalogueChange } from './catalogue-change';
import { deleteDraft } from './draft-store';
import type { Editor, Refusal, Seen } from './editing.types';
import { noteOf, type Reasons } from './reasons';
import { changesBetween } from './structural-diff';

type Published = { kind: 'published'; version: number } | Refusal;
type Archived = { kind: 'archived' } | Refusal;
type Archivable = { kind: 'archivable'; version: number };

/** A way to publish: what, and what else happens then. */
interface Way {
  origin: 'publish' | 'rollback';
  find: (tx: Transaction) => Promise<Publishable | Refusal>;
  finish?: (tx: Transaction) => Promise<void>;
  details?: object;
}

/** Puts drafts and earlier versions into the catalogue, and takes templates out of it. */
@Injectable()
export class PublishingService {
  private readonly logger = new Logger(PublishingService.name);

  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly store: TemplateStore,
    private readonly catalogue: CatalogueService,
  ) {}

  /** What `publishDraft` would publish. */
  publishableDraft(id: string, seen: Seen): Promise<Publishable | Refusal> {
    return this.db.transaction((tx) => publishableDraft(tx, id, seen, this.catalogue.defaultLocale));
  }

  /** What `rollBack` would publish. */
  publishableVersion(id: string, version: number): Promise<Publishable | Refusal> {
    return this.db.transaction((tx) => publishableVersion(tx, id, version, this.catalogue.defaultLocale));
  }

  /** Publishes the draft that the editor has seen. It is no draft then, and choosable on the next message. */
  publishDraft(id: string, seen: Seen, editor: Editor, reasons: Reasons): Promise<Published> {
    return this.publish(id, editor, reasons, {
      origin: 'publish',
      find: (tx) => publishableDraft(tx, id, seen, this.catalogue.defaultLocale),
      finish: (tx) => deleteDraft(tx, id),
    });
  }

  /** Publishes an earlier version as the next one, of an archived template too. A draft stays as it is. */
  rollBack(id: string, version: number, editor: Editor, reasons: Reasons): Promise<Published> {
    return this.publish(id, editor, reasons, {
      origin: 'rollback',
      find: (tx) => publishableVersion(tx, id, version, this.catalogue.defaultLocale),
      details: { rolledBackTo: version },
    });
  }

  /** What `archive` would come to: `archivable` where it would change something. */
  archivable(id: string): Promise<Archivable | Archived> {
    return this.store.change((change) => findArchivable(change, id));
  }

  /** Takes a template out of the catalogue; its history stays, and its draft. Archived twice is archived. */
  async archive(id: string, editor: Editor, reasons: Reasons): Promise<Archived> {
    const outcome = await this.store.change(async (change): Promise<Archived> => {
      const found = await findArchivable(change, id);
      if (found.kind !== 'archivable') return found;
      await change.archive(id);
      await editor.record(change.tx, 'template.archive', id, { version: found.version, ...reasons });
      return { kind: 'archived' };
    });
    if (outcome.kind === 'archived') await this.announce();
    return outcome;
  }

  /** Takes what was just published into the catalogue in memory. */
  async announce(): Promise<void> {
    try {
      await this.catalogue.refresh();
    } catch (error) {
      // It is published, and the catalogue goes on trying.
      this.logger.warn(`The model has not taken what was published: ${(error as Error).name}`);
    }
  }

  private async publish(id: string, editor: Editor, reasons: Reasons, way: Way): Promise<Published> {
    const outcome = await this.store.change((change) => this.write(change, id, editor, reasons, way));
    if (outcome.kind === 'published') await this.announce();
    return outcome;
  }

  private async write(
    change: CatalogueChange,
    id: string,
    editor: Editor,
    reasons: Reasons,
    { origin, find, finish, details }: Way,
  ): Promise<Published> {
    const candidate = await find(change.tx);
    if (candidate.kind !== 'publishable') return candidate;
    const { template, templateKind: kind, before } = candidate;
    if (await change.wouldStopHandingOff([id], [template])) return LAST_TO_HAND_OFF;

    const publication = { template, kind, origin, by: editor.name, note: noteOf(reasons) };
    const version = (await change.publish([publication])).get(id) ?? 1;
    await finish?.(change.tx);
    const changes = changesBetween(before ?? {}, template);
    await editor.record(change.tx, `template.${origin}`, id, { version, ...details, ...reasons, changes });
    return { kind: 'published', version };
  }
}

async function findArchivable(change: CatalogueChange, id: string): Promise<Archivable | Archived> {
  const row = await change.find(id);
  if (!row) return { kind: 'template_unknown' };
  if (row.archivedAt) return { kind: 'archived' };
  if (row.kind !== 'answer' && !isNoticePrompt(id)) {
    return { kind: 'needed', reason: `The dialog needs its templates of kind ${row.kind}.` };
  }
  if (await change.wouldStopHandingOff([id])) return LAST_TO_HAND_OFF;
  return { kind: 'archivable', version: row.version };
}

export const LAST_TO_HAND_OFF: Refusal = {
  kind: 'needed',
  reason: 'It is the last template in the catalogue that hands over to a person.',
};
