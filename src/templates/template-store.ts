import { Inject, Injectable } from '@nestjs/common';
import { eq, sql } from 'drizzle-orm';
import { Clock } from '../common';
import { announce, DATABASE, schema, type Database, type Transaction } from '../storage';
import { TemplateInvalidError } from './templates.errors';
import type { Template, TemplateKind } from './template.types';
import type { ShippedTemplate } from './shipped-catalogue';

/** There is one row that counts. */
const COUNTER_ID = 1;

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

  /** Puts in the shipped templates: new ones, and newer ones of those that the shop has not edited. */
  async putShipped(shipped: ShippedTemplate[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.lockCounter(tx);
      const rows = await tx.select().from(schema.templates);
      const stored = new Map(rows.map((row) => [row.id, row]));
      const changed = shipped.filter(({ template, hash }) => {
        const row = stored.get(template.id);
        return !row || (row.shippedHash !== null && row.shippedHash !== hash);
      });
      for (const { template, kind, hash } of changed) {
        await this.write(tx, template, kind, hash);
      }
      if (changed.length > 0) await this.count(tx);
    });
  }

  /**
   * Stores a template as its next version, and says which that is.
   * @throws TemplateInvalidError when the id belongs to a template of another kind
   */
  async save(template: Template, kind: TemplateKind): Promise<number> {
    return this.db.transaction(async (tx) => {
      await this.lockCounter(tx);
      const [row] = await tx.select().from(schema.templates).where(eq(schema.templates.id, template.id));
      if (row && row.kind !== kind) {
        const message = `"${template.id}" is taken by a template of kind "${row.kind}".`;
        throw new TemplateInvalidError(template.id, [{ path: 'id', code: 'other_kind', message }]);
      }
      await this.count(tx);
      return this.write(tx, template, kind, null);
    });
  }

  /** The counter is read first: what is published in between is seen as a change the next time. */
  async load(): Promise<{ version: number; rows: StoredTemplate[] }> {
    const version = await this.version();
    const { id, kind, version: rowVersion, definition } = schema.templates;
    const rows = await this.db.select({ id, kind, version: rowVersion, definition }).from(schema.templates);
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

  private async write(
    tx: Transaction,
    definition: Template,
    kind: TemplateKind,
    shippedHash: string | null,
  ): Promise<number> {
    const changes = { kind, definition, shippedHash, publishedAt: this.clock.now() };
    const [row] = await tx
      .insert(schema.templates)
      .values({ id: definition.id, version: 1, ...changes })
      .onConflictDoUpdate({
        target: schema.templates.id,
        set: { ...changes, version: sql`${schema.templates.version} + 1` },
      })
      .returning({ version: schema.templates.version });
    return row?.version ?? 1;
  }
}
