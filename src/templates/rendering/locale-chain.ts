/** The language that every template has. */
export const FALLBACK_LOCALE = 'en';

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

/** Where to look for a body, best first: `de-AT` → `de-AT`, `de`, `en`. */
export function localeChain(requested: string): string[] {
  const chain: string[] = [];
  for (let parts = canonical(requested)?.split('-') ?? []; parts.length > 0; parts = parts.slice(0, -1)) {
    chain.push(parts.join('-'));
  }
  return chain.includes(FALLBACK_LOCALE) ? chain : [...chain, FALLBACK_LOCALE];
}

/** Dates and money as the customer writes them, but never in another language than the text around them. */
export function formatLocale(requested: string, bodyLocale: string): string {
  const [exact] = localeChain(requested);
  const language = (locale: string): string | undefined => locale.split('-')[0];
  return exact && language(exact) === language(bodyLocale) ? exact : bodyLocale;
}
