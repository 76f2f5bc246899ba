import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';

/** What PostgreSQL brings along, and PGlite loads: trigrams, for names that customers misspell. */
export const EXTENSIONS = { pg_trgm };
