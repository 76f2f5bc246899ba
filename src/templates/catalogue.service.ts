import { setImmediate as otherWork } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Clock } from '../common';
import { NluPort, type TemplateTexts } from '../nlu';
import { Announcements } from '../storage';
import {
  CataloguePort,
  type Candidate,
  type Catalogue,
  type CatalogueView,
  type RenderRequest,
} from './catalogue.port';
import { CHANNEL_FORMATS } from './channel-formats';
import { checkTemplate } from './checking/template-check';
import { withRefusal } from './with-refusal';
import { PublishedCatalogue, type FoundBody } from './published-catalogue';
import { formatLocale } from './rendering/locale-chain';
import { readShippedCatalogue } from './shipped-catalogue';
import { TemplateStore, type StoredTemplate } from './template-store';
import { otherKind, RenderError, TemplateInvalidError } from './templates.errors';
import { TEMPLATES_OPTIONS, type TemplatesOptions } from './templates.options';
import type { PublishedTemplate, Rendered, Template, TemplateKind } from './template.types';

/** More versions than can be published in the seconds that a turn may take. */
const KEPT_VERSIONS = 50;

/** Holds the published catalogue in memory, the model's vectors in step with it, and follows other replicas' changes. */
@Injectable()
export class CatalogueService extends CataloguePort implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(CatalogueService.name);
  readonly defaultLocale: string;
  private current: PublishedCatalogue;
  /** By version, for turns that began with one; the oldest first. */
  private readonly kept = new Map<number, PublishedCatalogue>();
  /** The catalogue that the model scores against. */
  private scoredVersion = 0;
  private refreshing: Promise<void> = Promise.resolve();
  private poll: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;
  private isFollowing = false;
  /** Something may have changed since the look that is being taken. */
  private isDue = false;

  constructor(
    private readonly store: TemplateStore,
    private readonly nlu: NluPort,
    private readonly clock: Clock,
    private readonly announcements: Announcements,
    @Inject(TEMPLATES_OPTIONS) private readonly options: TemplatesOptions,
  ) {
    super();
    this.defaultLocale = options.defaultLocale;
    this.current = new PublishedCatalogue(0, [], options.defaultLocale);
  }

  /** Here and not in `onModuleInit`: by now the database is migrated and the model loaded, in whatever order. */
  async onApplicationBootstrap(): Promise<void> {
    await this.store.putShipped(await readShippedCatalogue(this.options.catalogueDir));
    await this.refresh();
    this.stopListening = this.announcements.listen('catalogue', () => void this.followOthers());
    // For what no announcement was heard of.
    this.poll = setInterval(() => void this.followOthers(), this.options.pollMs).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.poll);
    this.stopListening?.();
    await this.refreshing.catch(() => undefined);
  }

  /** Ready once the model has the vectors of a catalogue. */
  check(): Promise<{ name: string; ready: boolean; detail?: string }> {
    const ready = this.scoredVersion > 0;
    const detail = ready ? `catalogue version ${this.scoredVersion}` : 'the catalogue is not loaded';
    return Promise.resolve({ name: 'templates', ready, detail });
  }

  find(id: string): PublishedTemplate | undefined {
    return this.current.find(id);
  }

  at(version: number): CatalogueView {
    const catalogue = this.kept.get(version) ?? this.current;
    return {
      find: (id) => catalogue.find(id),
      published: () => catalogue.choosable(),
      render: (request) => this.render(request, catalogue),
    };
  }

  published(): PublishedTemplate[] {
    return this.current.choosable();
  }

  texts(): TemplateTexts[] {
    return this.current.texts();
  }

  onTrial(candidates: Candidate[], archived: string[] = []): Catalogue {
    // One that never starts: it follows nobody, and its catalogue stays what it is.
    const trial = new CatalogueService(this.store, this.nlu, this.clock, this.announcements, this.options);
    const published = candidates.map((candidate) => this.checked(candidate));
    trial.current = this.current.changed(published, archived);
    return trial;
  }

  private checked({ template, kind }: Candidate): PublishedTemplate {
    const { id } = Object(template) as { id?: unknown };
    const before = this.find(String(id));
    const asKind = kind ?? before?.kind ?? 'answer';
    const check = checkTemplate(template, asKind, this.defaultLocale);
    if (check.kind === 'invalid') throw new TemplateInvalidError(String(id), check.faults);
    if (before && before.kind !== asKind) throw new TemplateInvalidError(before.id, [otherKind(before)]);
    return { ...check.template, kind: asKind, version: (before?.version ?? 0) + 1 };
  }

  async publish(template: Template, kind?: TemplateKind, by = 'service'): Promise<PublishedTemplate> {
    const asKind = kind ?? this.find(template.id)?.kind ?? 'answer';
    const check = checkTemplate(template, asKind, this.defaultLocale);
    if (check.kind === 'invalid') throw new TemplateInvalidError(String(template.id), check.faults);
    const version = await this.store.save(check.template, asKind, by);
    await this.refresh();
    return { ...check.template, kind: asKind, version };
  }

  render(request: RenderRequest, catalogue = this.current): Rendered {
    const { templateId, outcome, locale, facts } = request;
    const template = catalogue.find(templateId);
    const body = template && this.findBody(catalogue, template, request);
    if (!body) throw new RenderError(`Template ${templateId} has no body for ${outcome}`);
    const buttons = optionsIn(facts) ?? catalogue.findButtons(template, outcome, locale);
    return {
      text: this.fill(body, template, request, facts),
      templateId,
      templateVersion: template.version,
      outcome,
      locale: body.locale,
      ...(body.variant !== '' && { variant: body.variant }),
      ...(buttons.length > 0 && { suggestedActions: buttons }),
    };
  }

  private findBody(
    catalogue: PublishedCatalogue,
    template: PublishedTemplate,
    request: RenderRequest,
  ): FoundBody | undefined {
    const { outcome, locale } = request;
    const body = catalogue.findBody(template, outcome, locale, request);
    if (body || outcome !== 'already_done') return body;
    // A ticket that is already open: `ok` names it as well. Templates with other actions have words of their own.
    return catalogue.findBody(template, 'ok', locale, request);
  }

  private fill(
    { locale, render }: FoundBody,
    template: PublishedTemplate,
    { outcome, locale: requested, channel }: RenderRequest,
    facts: Record<string, unknown>,
  ): string {
    try {
      const { timeZone } = this.options;
      return render(facts, {
        locale: formatLocale(requested, locale),
        now: this.clock.now(),
        timeZone,
        ...CHANNEL_FORMATS[channel],
      });
    } catch (cause) {
      const body = `Template ${template.id} version ${template.version}, ${outcome}, ${locale}`;
      throw new RenderError(`${body}: ${(cause as Error).message}`, { cause });
    }
  }

  /**
   * Takes over what is published now, one at a time, so that an older catalogue never replaces a newer one.
   * Throws the model's fault where it cannot take the vectors; it is tried again then, as in `publish`.
   */
  refresh(): Promise<void> {
    this.refreshing = this.refreshing.catch(() => undefined).then(() => this.loadAndScore());
    return this.refreshing;
  }

  private async loadAndScore(): Promise<void> {
    if ((await this.store.version()) === this.scoredVersion) return;
    const { version, rows } = await this.store.load();
    const templates: PublishedTemplate[] = [];
    for (const row of rows) {
      const template = this.toPublished(row);
      if (template) templates.push(template);
      // Thousands may be new at once, and customers go on chatting.
      if (template !== this.current.find(row.id)) await otherWork();
    }
    const next = new PublishedCatalogue(version, templates, this.defaultLocale);
    // The templates go first, so that whatever the model chooses by the new vectors can be found.
    this.current = next;
    this.keep(next);
    await this.nlu.publishCatalogue(version, next.texts());
    this.scoredVersion = version;
  }

  private keep(catalogue: PublishedCatalogue): void {
    this.kept.delete(catalogue.version);
    this.kept.set(catalogue.version, catalogue);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_VERSIONS && oldest !== undefined) this.kept.delete(oldest);
  }

  /** An unchanged row stays the same object, with its compiled bodies. A faulty one is left as it was before. */
  private toPublished({ id, kind, version, definition }: StoredTemplate): PublishedTemplate | undefined {
    const before = this.current.find(id);
    if (before?.version === version) return before;
    const asKind = kind as TemplateKind;
    const check = checkTemplate(withRefusal(definition), asKind, this.defaultLocale);
    if (check.kind === 'valid') return { ...check.template, kind: asKind, version };
    this.logger.error(new TemplateInvalidError(id, check.faults).message);
    return before;
  }

  private async followOthers(): Promise<void> {
    this.isDue = true;
    if (this.isFollowing) return;
    this.isFollowing = true;
    try {
      while (this.isDue) {
        this.isDue = false;
        await this.refresh();
      }
    } catch (error) {
      this.logger.warn(`The catalogue could not be refreshed: ${(error as Error).name}`);
    } finally {
      this.isFollowing = false;
    }
  }
}

/** Where the customer is given a choice, it is what the buttons say. */
function optionsIn({ options }: Record<string, unknown>): string[] | undefined {
  return Array.isArray(options) ? options.filter((option) => typeof option === 'string') : undefined;
}
