/** Where the records live. */
export interface StorageOptions {
  /** A PostgreSQL URL; absent: the embedded database in `dataDir`. */
  databaseUrl?: string;
  /** The directory of the embedded database; `memory://` keeps nothing, for tests. */
  dataDir: string;
}
