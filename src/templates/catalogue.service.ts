import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Clock } from '../common';
import { NluPort } from '../nlu';
import { CataloguePort, type RenderRequest } from './catalogue.port';
import { checkTemplate } from './checking/template-check';
import { PublishedCatalogue, type FoundBody } from './published-catalogue';
import { formatLocale } from './rendering/locale-chain';
import { readShippedCatalogue } from './shipped-catalogue';
import { TemplateStore, type StoredTemplate } from './template-store';
import { RenderError, TemplateInvalidError } from './templates.errors';
import { TEMPLATES_OPTIONS, type TemplatesOptions } from './templates.options';
import type { PublishedTemplate, Rendered, Template, TemplateKind } from './template.types';

/** Holds the published catalogue in memory, the model's vectors in step with it, and follows other replicas' changes. */
@Injectable()
export class CatalogueService extends CataloguePort implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(CatalogueService.name);
  private current = new PublishedCatalogue(0, []);
  /** The catalogue that the model scores against. */
  private scoredVersion = 0;
  private refreshing: Promise<void> = Promise.resolve();
  private poll: NodeJS.Timeout | undefined;
  private isPolling = false;

  constructor(
    private readonly store: TemplateStore,
    private readonly nlu: NluPort,
    private readonly clock: Clock,
    @Inject(TEMPLATES_OPTIONS) private readonly options: TemplatesOptions,
  ) {
    super();
  }

  /** Here and not in `onModuleInit`: by now the database is migrated and the model loaded, in whatever order. */
  async onApplicationBootstrap(): Promise<void> {
    await this.store.putShipped(await readShippedCatalogue(this.options.catalogueDir));
    await this.refresh();
    this.poll = setInterval(() => void this.followOthers(), this.options.pollMs).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.poll);
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

  published(): PublishedTemplate[] {
    return this.current.choosable();
  }

  async publish(template: Template, kind?: TemplateKind): Promise<PublishedTemplate> {
    const asKind = kind ?? this.find(template.id)?.kind ?? 'answer';
    const check = checkTemplate(template, asKind);
    if (check.kind === 'invalid') throw new TemplateInvalidError(String(template.id), check.faults);
    const version = await this.store.save(check.template, asKind);
    await this.refresh();
    return { ...check.template, kind: asKind, version };
  }

  render(request: RenderRequest): Rendered {
    const { templateId, outcome, locale, facts } = request;
    const template = this.find(templateId);
    const body = template && this.findBody(template, request);
    if (!body) throw new RenderError(`Template ${templateId} has no body for ${outcome}`);
    const buttons = optionsIn(facts) ?? this.current.findButtons(template, outcome, locale);
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

  private findBody(template: PublishedTemplate, request: RenderRequest): FoundBody | undefined {
    const { outcome, locale } = request;
    const body = this.current.findBody(template, outcome, locale, request);
    if (body || outcome !== 'already_done') return body;
    // A ticket that is already open: `ok` names it as well. Templates with other actions have words of their own.
    return this.current.findBody(template, 'ok', locale, request);
  }

  private fill(
    { locale, render }: FoundBody,
    template: PublishedTemplate,
    { outcome, locale: requested }: RenderRequest,
    facts: Record<string, unknown>,
  ): string {
    try {
      const { timeZone } = this.options;
      return render(facts, { locale: formatLocale(requested, locale), now: this.clock.now(), timeZone });
    } catch (cause) {
      const body = `Template ${template.id} version ${template.version}, ${outcome}, ${locale}`;
      throw new RenderError(`${body}: ${(cause as Error).message}`, { cause });
    }
  }

  /** One at a time, so that an older catalogue never replaces a newer one. */
  private refresh(): Promise<void> {
    this.refreshing = this.refreshing.catch(() => undefined).then(() => this.loadAndScore());
    return this.refreshing;
  }

  private async loadAndScore(): Promise<void> {
    const { version, rows } = await this.store.load();
    if (version === this.scoredVersion) return;
    const next = new PublishedCatalogue(
      version,
      rows.flatMap((row) => this.toPublished(row) ?? []),
    );
    // The templates go first, so that whatever the model chooses by the new vectors can be found.
    this.current = next;
    await this.nlu.publishCatalogue(version, next.texts());
    this.scoredVersion = version;
  }

  /** An unchanged row stays the same object, with its compiled bodies. A faulty one is left as it was before. */
  private toPublished({ id, kind, version, definition }: StoredTemplate): PublishedTemplate | undefined {
    const before = this.current.find(id);
    if (before?.version === version) return before;
    const asKind = kind as TemplateKind;
    const check = checkTemplate(definition, asKind);
    if (check.kind === 'valid') return { ...check.template, kind: asKind, version };
    this.logger.error(new TemplateInvalidError(id, check.faults).message);
    return before;
  }

  private async followOthers(): Promise<void> {
    if (this.isPolling) return;
    this.isPolling = true;
    try {
      if ((await this.store.version()) !== this.scoredVersion) await this.refresh();
    } catch (error) {
      this.logger.warn(`The catalogue could not be refreshed: ${(error as Error).name}`);
    } finally {
      this.isPolling = false;
    }
  }
}

/** Where the customer is given a choice, it is what the buttons say. */
function optionsIn({ options }: Record<string, unknown>): string[] | undefined {
  return Array.isArray(options) ? options.filter((option) => typeof option === 'string') : undefined;
}
