import { BODY_KEYS, NEEDS, type Body, type BodyKey, type Need, type Template, type Wording } from '../../api';

/** Begins in the shop's own language. */
export function newTemplate(defaultLocale: string): Template {
  return {
    id: '',
    intent: 'inquiry',
    description: '',
    examples: [''],
    needs: [],
    action: null,
    bodies: { [defaultLocale]: { ok: '' } },
  };
}

/** Which body of a template is meant. */
export interface BodyPlace {
  locale: string;
  outcome: BodyKey;
}

/** In the order that they are asked for: which item of an order can be asked once the order is known. */
export function withNeed(template: Template, need: Need, isNeeded: boolean): Template {
  const needs = NEEDS.filter((one) => (one === need ? isNeeded : template.needs.includes(one)));
  return { ...template, needs };
}

/** The outcomes that this template can come to, so that a body for each is worth writing. */
export function outcomesOf({ action }: Template): BodyKey[] {
  if (!action) return ['ok'];
  const isTicket = action.type === 'open_ticket' || action.type === 'hand_off';
  return BODY_KEYS.filter((key) => {
    if (key === 'confirm') return action.confirm;
    return !isTicket || key === 'ok' || key === 'already_done';
  });
}

/** Those that there are and those that there could be, in one order everywhere. */
export function shownOutcomes(template: Template, locale: string): BodyKey[] {
  const texts = template.bodies[locale] ?? {};
  const possible = outcomesOf(template);
  return BODY_KEYS.filter((key) => possible.includes(key) || texts[key] !== undefined);
}

export function bodyAt(template: Template, { locale, outcome }: BodyPlace): Body | undefined {
  return template.bodies[locale]?.[outcome];
}

/** undefined takes the body away. */
export function withBody(
  template: Template,
  { locale, outcome }: BodyPlace,
  body: Body | undefined,
): Template {
  const texts = { ...template.bodies[locale], [outcome]: body };
  const inOrder = Object.fromEntries(
    BODY_KEYS.filter((key) => texts[key] !== undefined).map((key) => [key, texts[key]]),
  );
  return { ...template, bodies: { ...template.bodies, [locale]: inOrder } };
}

export function withLocale(template: Template, locale: string): Template {
  if (template.bodies[locale]) return template;
  return { ...template, bodies: { ...template.bodies, [locale]: {} } };
}

export function withoutLocale(template: Template, locale: string): Template {
  const bodies = without(template.bodies, locale);
  return withButtons({ ...template, bodies }, locale, []);
}

export function withButtons(template: Template, locale: string, texts: string[]): Template {
  const { suggestedActions = {}, ...rest } = template;
  const others = without(suggestedActions, locale);
  const all = texts.length > 0 ? { ...others, [locale]: texts } : others;
  return Object.keys(all).length > 0 ? { ...rest, suggestedActions: all } : rest;
}

export function wordingsOf(body: Body): Wording[] {
  return typeof body === 'string' ? [{ text: body }] : body;
}

/** One wording that says nothing besides its text is that text. */
export function bodyOf(wordings: Wording[]): Body {
  const [only] = wordings;
  const isPlain = wordings.length === 1 && only && !only.name && !only.channel && only.weight === undefined;
  return isPlain ? only.text : wordings;
}

/** As it is sent: without the empty lines that a form has. */
export function tidy(template: Template): Template {
  const examples = template.examples.map((one) => one.trim()).filter((one) => one !== '');
  const suggestedActions = Object.fromEntries(
    Object.entries(template.suggestedActions ?? {})
      .map(([locale, texts]) => [locale, texts.map((one) => one.trim()).filter((one) => one !== '')] as const)
      .filter(([, texts]) => texts.length > 0),
  );
  const bodies = Object.fromEntries(
    Object.entries(template.bodies).filter(([, texts]) => Object.keys(texts).length > 0),
  );
  const tidied: Template = { ...template, examples, bodies, suggestedActions };
  if (Object.keys(suggestedActions).length === 0) delete tidied.suggestedActions;
  return tidied;
}

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

/** The shop's own first. */
export function localesOf({ bodies }: Template, defaultLocale: string): string[] {
  const rank = (locale: string): number => Number(locale !== defaultLocale);
  return Object.keys(bodies).sort((one, other) => rank(one) - rank(other));
}

/** The body that is open at first. */
export function firstPlace(template: Template, defaultLocale: string): BodyPlace {
  const { bodies } = template;
  const [locale = defaultLocale] = localesOf(template, defaultLocale);
  const texts = bodies[locale] ?? {};
  return {
    locale,
    outcome: texts.ok === undefined ? (BODY_KEYS.find((key) => texts[key] !== undefined) ?? 'ok') : 'ok',
  };
}
