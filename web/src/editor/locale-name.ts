import { language } from '../i18n';

const names = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' });

/** "German (Austria)" for `de-AT`; what is no locale stays as it is. */
export function localeName(locale: string): string {
  try {
    return names.of(locale) ?? locale;
  } catch {
    return locale;
  }
}

/** The usual way to write a locale that somebody typed, or undefined when it is none: `DE_at` → `de-AT`. */
export function toLocale(typed: string): string | undefined {
  try {
    const [locale] = Intl.getCanonicalLocales(typed.trim().replace(/_/g, '-'));
    return locale;
  } catch {
    return undefined;
  }
}

/** Offered when a language is added; any other can be typed. */
export const COMMON_LOCALES = ['en', 'de', 'de-AT', 'de-CH', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'sv', 'da'];
