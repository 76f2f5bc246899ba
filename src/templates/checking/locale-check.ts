import { isLocale } from '../rendering/locale-chain';
import type { TemplateFault } from '../template.types';

/** What is wrong with the name of a locale at a path, with what was probably meant: `de-DE` for `de_de`. */
export function localeFault(path: string, locale: string): TemplateFault | undefined {
  if (isLocale(locale)) return undefined;
  const message = `"${locale}" is not written as a locale is: en, de-AT.`;
  const suggestion = localeMeant(locale);
  return { path, code: 'invalid_locale', message, ...(suggestion && { suggestion }) };
}

function localeMeant(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}
