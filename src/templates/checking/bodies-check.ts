import { OUTCOMES } from '../../common';
import type { BodyKey, Template, TemplateKind } from '../template.types';
import { isLocale, localeChain } from '../rendering/locale-chain';
import type { Findings } from './findings';
import { allFacts, givenFacts } from './given-facts';
import { localeFault } from './locale-check';
import { nearest } from './near-miss';
import { isOneOf, isRecord, type Unchecked } from './unchecked';
import { checkWordings } from './wordings-check';

const BODY_KEYS: readonly BodyKey[] = [...OUTCOMES, 'confirm'];
const MAX_LOCALES = 50;

/** @param trusted the template, if its needs and action can be relied on; else only what a body says by itself is checked */
export function checkBodies(
  { bodies }: Unchecked,
  kind: TemplateKind,
  trusted: Template | undefined,
  defaultLocale: string,
  findings: Findings,
): void {
  if (!isRecord(bodies)) {
    const message = 'The bodies are texts per locale and outcome.';
    findings.note('field-types', { path: 'bodies', code: 'wrong_type', message });
    return;
  }
  const locales = Object.keys(bodies);
  if (locales.length > MAX_LOCALES) {
    const message = `At most ${MAX_LOCALES} locales.`;
    if (findings.note('locale-count', { path: 'bodies', code: 'too_many_locales', message })) return;
  }
  if (trusted && kind !== 'act') checkCompleteness(bodies, trusted, defaultLocale, findings);
  for (const locale of locales) checkLocale(locale, bodies[locale], kind, trusted, findings);
}

function checkLocale(
  locale: string,
  texts: unknown,
  kind: TemplateKind,
  trusted: Template | undefined,
  findings: Findings,
): void {
  const path = `bodies.${locale}`;
  const fault = localeFault(path, locale);
  if (fault && findings.note('locale-names', fault)) return;
  if (!isRecord(texts)) {
    const message = 'The bodies of a locale are texts per outcome.';
    findings.note('field-types', { path, code: 'wrong_type', message });
    return;
  }
  for (const [key, body] of Object.entries(texts)) {
    const bodyPath = `${path}.${key}`;
    if (isOneOf(BODY_KEYS, key)) {
      checkWordings(body, bodyPath, trusted ? givenFacts(trusted, kind, key) : allFacts(), findings);
      continue;
    }
    const suggestion = nearest(key, BODY_KEYS);
    const message = `"${key}" is unknown. There are: ${BODY_KEYS.join(', ')}.`;
    findings.note('known-outcomes', {
      path: bodyPath,
      code: 'unknown_outcome',
      message,
      ...(suggestion && { suggestion }),
    });
  }
}

/** Every locale can lean on English, so English has to have a body for whatever can come of the template. */
function checkCompleteness(
  bodies: Unchecked,
  template: Template,
  defaultLocale: string,
  findings: Findings,
): void {
  const needed = neededBodies(template);
  const last = localeChain(defaultLocale, defaultLocale);
  const found = new Set(last.flatMap((locale) => [...textsOf(bodies, locale)]));
  for (const key of needed.filter((one) => !found.has(one))) {
    findings.note('complete-bodies', {
      path: `bodies.${defaultLocale}.${key}`,
      code: 'missing_body',
      message: `The reply for "${key}" is missing.`,
    });
  }
  for (const locale of Object.keys(bodies).filter((one) => isLocale(one) && !last.includes(one))) {
    // A dialect leans on its language first.
    const [language = locale] = locale.split('-');
    const known = new Set([...textsOf(bodies, locale), ...textsOf(bodies, language)]);
    for (const key of needed.filter((one) => !known.has(one))) {
      const path = `bodies.${locale}.${key}`;
      const message = `The reply for "${key}" is missing in "${locale}": it would be said in another language.`;
      findings.advise({ path, code: 'missing_translation', message });
    }
  }
}

function textsOf(bodies: Unchecked, locale: string): Set<string> {
  const texts = Object.hasOwn(bodies, locale) ? bodies[locale] : undefined;
  return new Set(isRecord(texts) ? Object.keys(texts) : []);
}

/** What can come of an action on an order: the shop may have the last word on any. */
const DECIDED = ['requested', 'refused', 'not_allowed', 'already_done'] as const;

function neededBodies({ action }: Template): BodyKey[] {
  if (!action) return ['ok'];
  const asked: BodyKey[] = action.confirm ? ['confirm'] : [];
  // A ticket that is already open is told with the words of a new one where there are no others: both give its number.
  const isTicket = action.type === 'open_ticket' || action.type === 'hand_off';
  return [...asked, 'ok', ...(isTicket ? [] : DECIDED)];
}
