import { join } from 'node:path';

export interface TemplatesOptions {
  /** Where the shipped templates lie. */
  catalogueDir: string;
  /** In which time zone the days in replies are meant. */
  timeZone: string;
  /** How often to look whether another replica has published. */
  pollMs: number;
}

export const TEMPLATES_OPTIONS = Symbol('TEMPLATES_OPTIONS');

export const DEFAULT_OPTIONS: TemplatesOptions = {
  catalogueDir: join(__dirname, 'catalogue'),
  timeZone: 'UTC',
  pollMs: 1000,
};
