import type { NodePgDatabase, NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgTransaction } from 'drizzle-orm/pg-core';
import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type * as schema from './schema';

export type Schema = typeof schema;

/** The database, on PostgreSQL or PGlite alike. Inject with `@Inject(DATABASE)`. */
export type Database = NodePgDatabase<Schema>;

/** An open transaction. On PGlite (one session) the pool must not be used inside one: pass this on. */
export type Transaction = PgTransaction<NodePgQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;

/** DI token of the `Database`. */
export const DATABASE = Symbol('DATABASE');

/** DI token: how many transactions can be open at once, a number; on PGlite one, for which everybody else waits. */
export const DATABASE_SESSIONS = Symbol('DATABASE_SESSIONS');
