import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_NAMES, Clock, type ChannelName } from '../common';
import { CataloguePort } from './catalogue.port';
import { CHANNEL_FORMATS } from './channel-formats';
import { checkBody } from './checking/body-check';
import { Findings } from './checking/findings';
import { allFacts, mayHaveFacts } from './checking/given-facts';
import { checkTemplate } from './checking/template-check';
import { isRecord } from './checking/unchecked';
import { PublishedCatalogue } from './published-catalogue';
import { compileBody } from './rendering/body-compiler';
import { formatLocale, localeChain } from './rendering/locale-chain';
import { RenderError } from './templates.errors';
import { TEMPLATES_OPTIONS, type TemplatesOptions } from './templates.options';
import type { BodyKey, Template, TemplateFault, TemplateKind } from './template.types';

export interface PreviewRequest {
  /** Whatever claims to be a template; nothing of it has to be right. */
  template: unknown;
  kind: TemplateKind;
  locale: string;
  outcome: BodyKey;
  /** Only what is said there, as it is said there; absent: all wordings, as plain text. */
  channel?: ChannelName;
  /** Of every root that there is; the template is given those that the dialog would give it. */
  facts: Record<string, unknown>;
}

export interface Preview {
  /** Those without faults; `name` is empty where there is one only. */
  wordings: { name: string; text: string }[];
  suggestedActions: string[];
  /** Of the text: the one asked for, or the one it falls back to. */
  locale: string;
  faults: TemplateFault[];
}

interface Text {
  text: unknown;
  name: string;
  path: string;
  channel: unknown;
}

/** Shows what a template says before it is published. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly catalogue: CataloguePort,
    private readonly clock: Clock,
    @Inject(TEMPLATES_OPTIONS) private readonly options: TemplatesOptions,
  ) {}

  /** Fills every wording that has no fault of its own, whatever else is wrong with the template. */
  preview(request: PreviewRequest): Preview {
    const { template, kind, outcome } = request;
    const check = checkTemplate(template, kind, this.options.defaultLocale);
    const faults = check.kind === 'valid' ? [...check.warnings] : [...check.faults];
    const found = findTexts(template, outcome, localeChain(request.locale, this.options.defaultLocale));
    const locale = found?.locale ?? request.locale;
    const mayHave = check.kind === 'valid' ? mayHaveFacts(check.template, kind, outcome) : allFacts();
    const facts = Object.fromEntries(Object.entries(request.facts).filter(([root]) => mayHave.has(root)));
    const wordings = textsFor(found?.texts ?? [], request.channel).flatMap((one) => {
      const text = this.fill(one, locale, request, facts, faults);
      return text === undefined ? [] : [{ name: one.name, text }];
    });
    const valid = check.kind === 'valid' ? check.template : undefined;
    return { wordings, suggestedActions: valid ? this.buttons(valid, request) : [], locale, faults };
  }

  private fill(
    { text, path }: Text,
    locale: string,
    request: PreviewRequest,
    facts: Record<string, unknown>,
    faults: TemplateFault[],
  ): string | undefined {
    // Looked at here as well: nothing is ever filled that has not passed, whatever the template's check stopped at.
    const findings = new Findings();
    checkBody({ text, path, given: allFacts(), channels: CHANNEL_NAMES }, findings);
    if (findings.count > 0) return undefined;
    const { format, maxLength } = CHANNEL_FORMATS[request.channel ?? 'chat'];
    try {
      return compileBody(text as string)(facts, {
        locale: formatLocale(request.locale, locale),
        now: this.clock.now(),
        timeZone: this.options.timeZone,
        format,
        maxLength,
      });
    } catch (error) {
      if (!(error instanceof RenderError)) throw error;
      faults.push({
        path,
        code: 'not_filled',
        message: `With these facts it can't be said: ${error.message}.`,
      });
      return undefined;
    }
  }

  private buttons(template: Template, { kind, outcome, locale }: PreviewRequest): string[] {
    const acts = new PublishedCatalogue(0, this.catalogue.published(), this.options.defaultLocale);
    return acts.findButtons({ ...template, kind, version: 0 }, outcome, locale);
  }
}

/** The texts in the best of the languages that has some, as they are looked for when it is published. */
function findTexts(
  template: unknown,
  outcome: BodyKey,
  locales: string[],
): { locale: string; texts: Text[] } | undefined {
  const bodies = isRecord(template) && isRecord(template.bodies) ? template.bodies : {};
  for (const key of outcome === 'already_done' ? [outcome, 'ok'] : [outcome]) {
    for (const locale of locales) {
      const texts = Object.hasOwn(bodies, locale) ? bodies[locale] : undefined;
      if (!isRecord(texts) || !Object.hasOwn(texts, key)) continue;
      return { locale, texts: textsIn(texts[key], `bodies.${locale}.${key}`) };
    }
  }
  return undefined;
}

function textsIn(body: unknown, path: string): Text[] {
  if (!Array.isArray(body)) return [{ text: body, name: '', path, channel: undefined }];
  return body.map((wording: unknown, index) => {
    const { text, name, channel } = isRecord(wording) ? wording : {};
    const place = body.length > 1 ? String(index + 1) : '';
    return { text, name: typeof name === 'string' ? name : place, path: `${path}[${index}].text`, channel };
  });
}

function textsFor(texts: Text[], wanted: ChannelName | undefined): Text[] {
  if (wanted === undefined) return texts;
  const own = texts.filter(({ channel }) => channel === wanted);
  return own.length > 0 ? own : texts.filter(({ channel }) => channel === undefined);
}
