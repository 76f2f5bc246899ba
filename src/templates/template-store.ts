import { Inject, Injectable } from '@nestjs/common';
import { eq, isNull, sql } from 'drizzle-orm';
import { Clock } from '../common';
import { announce, DATABASE, schema, type Database, type Transaction } from '../storage';
import { CatalogueChange } from './editing/catalogue-change';
import { otherKind, TemplateInvalidError } from './templates.errors';
import type { Template, TemplateKind } from './template.types';
import type { ShippedTemplate } from './shipped-catalogue';

/** There is one row that counts. */
const COUNTER_ID = 1;
/** As the history names what comes with the service. */
const SHIPPED = 'shipped';

/** A row of the table; nobody has checked its definition since it was stored. */
export interface StoredTemplate {
  id: string;
  kind: string;
  version: number;
  definition: unknown;
}

/** The published templates in the database, shared by all replicas. */
@Injectable()
export class TemplateStore {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts in the shipped templates: new ones, and newer ones of those that the shop has not edited. What the shop has
   * archived stays out.
   */
  async putShipped(shipped: ShippedTemplate[]): Promise<void> {
    await this.change(async (change) => {
      const stored = new Map((await change.rows()).map((row) => [row.id, row]));
      const changed = shipped.filter(({ template, hash }) => {
        const row = stored.get(template.id);
        return !row || (!row.archivedAt && row.shippedHash !== null && row.shippedHash !== hash);
      });
      await change.publish(
        changed.map(({ template, kind, hash }) => ({
          ...{ template, kind, shippedHash: hash, origin: SHIPPED, by: SHIPPED },
        })),
      );
    });
  }

  /**
   * Stores a template as its next version, and says which that is.
   * @throws TemplateInvalidError when the id belongs to a template of another kind
   */
  async save(template: Template, kind: TemplateKind, by: string): Promise<number> {
    return this.change(async (change) => {
      const row = await change.find(template.id);
      if (row && row.kind !== kind) {
        throw new TemplateInvalidError(template.id, [otherKind(row)]);
      }
      const versions = await change.publish([{ template, kind, origin: 'publish', by }]);
      return versions.get(template.id) ?? 1;
    });
  }

  /** Runs `work` in a transaction in which nobody else changes the catalogue. Never call it inside another one. */
  change<T>(work: (change: CatalogueChange) => Promise<T>): Promise<T> {
    return this.db.transaction(async (tx) => {
      await this.lockCounter(tx);
      const change = new CatalogueChange(tx, this.clock.now());
      const result = await work(change);
      if (change.isMade) await this.count(tx);
      return result;
    });
  }

  /** The counter is read first: what is published in between is seen as a change the next time. */
  async load(): Promise<{ version: number; rows: StoredTemplate[] }> {
    const version = await this.version();
    const { id, kind, version: rowVersion, definition, archivedAt } = schema.templates;
    const rows = await this.db
      .select({ id, kind, version: rowVersion, definition })
      .from(schema.templates)
      .where(isNull(archivedAt));
    return { version, rows };
  }

  /** Moves with every change by any replica. */
  async version(): Promise<number> {
    const [row] = await this.db.select().from(schema.catalogueVersion);
    return row?.version ?? 0;
  }

  /** Whoever changes the catalogue holds this row, so that changes come one after the other. */
  private async lockCounter(tx: Transaction): Promise<void> {
    await tx.insert(schema.catalogueVersion).values({ id: COUNTER_ID, version: 0 }).onConflictDoNothing();
    await tx
      .select()
      .from(schema.catalogueVersion)
      .where(eq(schema.catalogueVersion.id, COUNTER_ID))
      .for('update');
  }

  private async count(tx: Transaction): Promise<void> {
    await tx.update(schema.catalogueVersion).set({ version: sql`${schema.catalogueVersion.version} + 1` });
    await announce(tx, 'catalogue');
  }
}
