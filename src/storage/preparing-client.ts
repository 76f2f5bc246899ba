import { Client, type ClientConfig, type QueryConfig } from 'pg';

/** Statements that a session keeps; texts beyond these (lists of many lengths) are planned each time. */
const MOST_KEPT = 200;

/** What a session has prepared; clients that follow each other on it share this. */
export interface Prepared {
  /** Names by text. */
  names: Map<string, string>;
  /** As pg keeps it at a connection: texts by name. */
  parsedStatements: Record<string, string>;
}

/** A client that has each statement parsed and planned once: in PGlite that costs about as much as executing it. */
export class PreparingClient extends Client {
  constructor(
    config: ClientConfig & { connection: { parsedStatements: object } },
    private readonly prepared: Prepared,
  ) {
    super(config);
    config.connection.parsedStatements = prepared.parsedStatements;
  }

  override query = ((config: unknown, ...rest: unknown[]): unknown => {
    const query = super.query.bind(this) as (...all: unknown[]) => unknown;
    return query(this.named(config, rest[0]), ...rest);
  }) as Client['query'];

  private named(config: unknown, values: unknown): unknown {
    if (!isNameless(config) || !Array.isArray(values) || values.length === 0) return config;
    const { text } = config;
    const { names } = this.prepared;
    if (!names.has(text) && names.size < MOST_KEPT) names.set(text, `s${names.size}`);
    return { ...config, name: names.get(text) };
  }
}

/** A statement as Drizzle hands it over; not a bare text, and not a cursor. */
function isNameless(config: unknown): config is QueryConfig {
  const { text, name, submit } = (config ?? {}) as Record<string, unknown>;
  return typeof text === 'string' && name === undefined && submit === undefined;
}
