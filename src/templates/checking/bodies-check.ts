import { OUTCOMES } from '../../common';
import type { BodyKey, Template, TemplateFault, TemplateKind } from '../template.types';
import { FALLBACK_LOCALE, isLocale } from '../rendering/locale-chain';
import { checkBody } from './body-check';
import { givenFacts } from './given-facts';
import { isOneOf, isRecord, type Unchecked } from './unchecked';
import { checkWordings } from './wordings-check';

const BODY_KEYS: readonly BodyKey[] = [...OUTCOMES, 'confirm'];
const MAX_LOCALES = 50;

/** @param isRestValid whether needs and action can be relied on; otherwise only what a body says by itself is checked */
export function checkBodies(template: Unchecked, kind: TemplateKind, isRestValid: boolean): TemplateFault[] {
  const { bodies } = template;
  if (!isRecord(bodies)) {
    return [{ path: 'bodies', code: 'wrong_type', message: 'The bodies are texts per locale and outcome.' }];
  }
  const locales = Object.keys(bodies);
  if (locales.length > MAX_LOCALES) {
    return [{ path: 'bodies', code: 'too_many_locales', message: `At most ${MAX_LOCALES} locales.` }];
  }
  const trusted = isRestValid ? (template as unknown as Template) : undefined;
  return [
    ...(trusted ? checkCompleteness(trusted, kind) : []),
    ...locales.flatMap((locale) => checkLocale(locale, bodies[locale], kind, trusted)),
  ];
}

function checkLocale(
  locale: string,
  texts: unknown,
  kind: TemplateKind,
  trusted: Template | undefined,
): TemplateFault[] {
  const path = `bodies.${locale}`;
  if (!isLocale(locale)) {
    return [
      { path, code: 'invalid_locale', message: `"${locale}" is not written as a locale is: en, de-AT.` },
    ];
  }
  if (!isRecord(texts))
    return [{ path, code: 'wrong_type', message: 'The bodies of a locale are texts per outcome.' }];
  return Object.entries(texts).flatMap(([key, body]) => {
    const bodyPath = `${path}.${key}`;
    if (!isOneOf(BODY_KEYS, key)) {
      const message = `"${key}" is unknown. There are: ${BODY_KEYS.join(', ')}.`;
      return [{ path: bodyPath, code: 'unknown_outcome', message }];
    }
    const given = trusted ? givenFacts(trusted, kind, key) : givenFacts(ANYTHING, 'prompt', key);
    if (typeof body === 'string') return checkBody(body, bodyPath, given);
    return checkWordings(body, bodyPath, (text, path) => checkBody(text, path, given));
  });
}

const ANYTHING = { needs: [], action: null };

/** Every locale can lean on English, so English has to have a body for whatever can come of the template. */
function checkCompleteness(template: Template, kind: TemplateKind): TemplateFault[] {
  if (kind === 'act') return [];
  const english = template.bodies[FALLBACK_LOCALE];
  const texts: Unchecked = isRecord(english) ? english : {};
  return neededBodies(template)
    .filter((key) => !Object.hasOwn(texts, key))
    .map((key) => ({
      path: `bodies.${FALLBACK_LOCALE}.${key}`,
      code: 'missing_body',
      message: `The reply for "${key}" is missing.`,
    }));
}

function neededBodies({ action }: Template): BodyKey[] {
  if (!action) return ['ok'];
  const asked: BodyKey[] = action.confirm ? ['confirm'] : [];
  // A ticket that is already open is told with the words of a new one where there are no others: both give its number.
  const isTicket = action.type === 'open_ticket' || action.type === 'hand_off';
  return [...asked, 'ok', ...(isTicket ? [] : (['requested', 'not_allowed', 'already_done'] as const))];
}
