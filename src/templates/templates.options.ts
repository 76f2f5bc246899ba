import { join } from 'node:path';
import { LAST_LOCALE } from './rendering/locale-chain';

export interface TemplatesOptions {
  /** Where the shipped templates lie. */
  catalogueDir: string;
  /** In which time zone the days in replies are meant. */
  timeZone: string;
  /** Of whom nobody knows which language they want. */
  defaultLocale: string;
  /** How often to look whether another replica has published. */
  pollMs: number;
}

export const TEMPLATES_OPTIONS = Symbol('TEMPLATES_OPTIONS');

export const DEFAULT_OPTIONS: TemplatesOptions = {
  catalogueDir: join(__dirname, 'catalogue'),
  timeZone: 'UTC',
  defaultLocale: LAST_LOCALE,
  pollMs: 1000,
};
