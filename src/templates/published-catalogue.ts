import type { TemplateTexts } from '../nlu';
import { compileBody, type CompiledBody } from './rendering/body-compiler';
import { localeChain } from './rendering/locale-chain';
import type { BodyKey, PublishedTemplate } from './template.types';
import { drawWording, wordingsOf, type Draw } from './wordings';

export interface FoundBody {
  locale: string;
  /** Empty where there is one wording only. */
  variant: string;
  render: CompiledBody;
}

/** One version of the catalogue, all in memory. It never changes: a newer one takes its place at once. */
export class PublishedCatalogue {
  private readonly byId: ReadonlyMap<string, PublishedTemplate>;
  private told: TemplateTexts[] | undefined;
  /** Bodies compiled so far. Kept with the template, which lives on in the next catalogue unless it was edited. */
  private static readonly compiled = new WeakMap<PublishedTemplate, Map<string, CompiledBody>>();

  constructor(
    readonly version: number,
    templates: PublishedTemplate[],
    private readonly defaultLocale: string,
  ) {
    this.byId = new Map(templates.map((template) => [template.id, template]));
  }

  /** The same, with these added or in place of those of their ids, and without those of `archived`. */
  changed(published: PublishedTemplate[], archived: string[]): PublishedCatalogue {
    const left = [...this.byId.values()].filter(({ id }) => !archived.includes(id));
    return new PublishedCatalogue(this.version, [...left, ...published], this.defaultLocale);
  }

  find(id: string): PublishedTemplate | undefined {
    return this.byId.get(id);
  }

  /** Those that the model scores. */
  choosable(): PublishedTemplate[] {
    return [...this.byId.values()].filter(({ kind }) => kind !== 'prompt');
  }

  /** What the model is told of them; the same array each time. */
  texts(): TemplateTexts[] {
    this.told ??= this.choosable().map(({ id, kind, intent, description, examples }) => ({
      id,
      intent,
      texts: [description, ...examples],
      ...(kind === 'act' && { isAlwaysRanked: true }),
    }));
    return this.told;
  }

  /** The conversation's wording of the body, in the best of the customer's languages that has it. */
  findBody(
    template: PublishedTemplate,
    key: BodyKey,
    requestedLocale: string,
    conversation: Pick<Draw, 'conversationId' | 'channel'>,
  ): FoundBody | undefined {
    for (const locale of this.localesFor(requestedLocale)) {
      const body = template.bodies[locale]?.[key];
      if (body === undefined) continue;
      const draw = { ...conversation, templateId: template.id, outcome: key };
      const { text, variant } = drawWording(wordingsOf(body), draw);
      return { locale, variant, render: this.compile(template, `${locale}.${key}.${variant}`, text) };
    }
    return undefined;
  }

  /** Buttons under a reply: yes and no under a question for confirmation, otherwise the template's own. */
  findButtons(template: PublishedTemplate, key: BodyKey, requestedLocale: string): string[] {
    const sources = key === 'confirm' ? YES_AND_NO.map((id) => this.find(id)) : [template];
    return sources.flatMap((source) => {
      const locale = this.localesFor(requestedLocale).find((one) => source?.suggestedActions?.[one]);
      return (locale && source?.suggestedActions?.[locale]) || [];
    });
  }

  private localesFor(requested: string): string[] {
    return localeChain(requested, this.defaultLocale);
  }

  private compile(template: PublishedTemplate, key: string, source: string): CompiledBody {
    const bodies = PublishedCatalogue.compiled.get(template) ?? new Map<string, CompiledBody>();
    PublishedCatalogue.compiled.set(template, bodies);
    const body = bodies.get(key) ?? compileBody(source);
    bodies.set(key, body);
    return body;
  }
}

/** The acts that answer a question for confirmation; their suggested actions are the words for it. */
const YES_AND_NO = ['affirm', 'deny'];
