import { Matches } from 'class-validator';
import { Setting } from './setting';

/** What the replies are written in where the customer wishes nothing, or something that there is not. */
export class LanguageConfig {
  /** As the catalogue writes it: `en`, `de-AT`. */
  @Setting('DEFAULT_LOCALE', { fallback: 'en', must: 'be a locale such as en or de-AT', parse: asLocale })
  @Matches(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$/)
  readonly defaultLocale!: string;
}

/** `de_at` → `de-AT`; what is no locale comes out as something that is refused. */
function asLocale(raw: string): string {
  try {
    return Intl.getCanonicalLocales(raw.replaceAll('_', '-'))[0] ?? '';
  } catch {
    return '';
  }
}
