import type { TemplateTexts } from '../nlu';
import { compileBody, type CompiledBody } from './rendering/body-compiler';
import { localeChain } from './rendering/locale-chain';
import type { BodyKey, PublishedTemplate } from './template.types';

export interface FoundBody {
  locale: string;
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
  ) {
    this.byId = new Map(templates.map((template) => [template.id, template]));
  }

  /** The same, with these added or in place of those of their ids. */
  with(candidates: PublishedTemplate[]): PublishedCatalogue {
    return new PublishedCatalogue(this.version, [...this.byId.values(), ...candidates]);
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

  /** The body in the best of the customer's languages that has it. */
  findBody(template: PublishedTemplate, key: BodyKey, requestedLocale: string): FoundBody | undefined {
    for (const locale of localeChain(requestedLocale)) {
      const source = template.bodies[locale]?.[key];
      if (source !== undefined) return { locale, render: this.compile(template, `${locale}.${key}`, source) };
    }
    return undefined;
  }

  /** Buttons under a reply: yes and no under a question for confirmation, otherwise the template's own. */
  findButtons(template: PublishedTemplate, key: BodyKey, requestedLocale: string): string[] {
    const sources = key === 'confirm' ? YES_AND_NO.map((id) => this.find(id)) : [template];
    return sources.flatMap((source) => {
      const locale = localeChain(requestedLocale).find((one) => source?.suggestedActions?.[one]);
      return (locale && source?.suggestedActions?.[locale]) || [];
    });
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
