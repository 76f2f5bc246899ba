/** What the shipped templates are written in. */
export const LAST_LOCALE = 'en';

/** `de_at` → `de-AT`; undefined for what is no locale at all. */
function canonical(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

/** Whether a locale is written as the catalogue has it, so that a look-up finds it. */
export function isLocale(locale: string): boolean {
  return canonical(locale) === locale;
}

/** Where to look for a body, best first: `de-AT`, and `fr-CA` by default → `de-AT`, `de`, `fr-CA`, `fr`, `en`. */
export function localeChain(requested: string, defaultLocale: string): string[] {
  return [...new Set([requested, defaultLocale, LAST_LOCALE].flatMap(withParents))];
}

/** `de-AT` → `de-AT`, `de`. */
function withParents(locale: string): string[] {
  const parts = canonical(locale)?.split('-') ?? [];
  return parts.map((_, dropped) => parts.slice(0, parts.length - dropped).join('-'));
}

/** Dates and money as the customer writes them, but never in another language than the text around them. */
export function formatLocale(requested: string, bodyLocale: string): string {
  const exact = canonical(requested);
  const language = (locale: string): string | undefined => locale.split('-')[0];
  return exact && language(exact) === language(bodyLocale) ? exact : bodyLocale;
}
