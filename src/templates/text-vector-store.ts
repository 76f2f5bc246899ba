import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { and, eq, inArray, not, sql, type SQL } from 'drizzle-orm';
import type { VectorStore } from '../nlu';
import { DATABASE, schema, type Database } from '../storage';

/** Rows in one statement: a few MB. */
const CHUNK = 1_000;

/** The vectors of the catalogue's texts, in the database that all replicas share. */
@Injectable()
export class TextVectorStore implements VectorStore {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async read(model: string, texts: string[]): Promise<Map<string, Float32Array>> {
    const byHash = new Map(texts.map((text) => [hashOf(text), text]));
    const found = new Map<string, Float32Array>();
    for (const hashes of chunks([...byHash.keys()])) {
      const rows = await this.db
        .select({ hash: textVectors.textHash, vector: textVectors.vector })
        .from(textVectors)
        .where(and(eq(textVectors.model, model), isOneOf(hashes)));
      for (const { hash, vector } of rows) found.set(byHash.get(hash) ?? '', fromBytes(vector));
    }
    return found;
  }

  async write(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    const rows = Array.from(vectors, ([text, vector]) => ({
      model,
      textHash: hashOf(text),
      vector: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
    }));
    // In one order, so that replicas that write the same at once wait for each other, and never in a circle.
    rows.sort((a, b) => (a.textHash < b.textHash ? -1 : 1));
    for (const chunk of chunks(rows)) {
      await this.db.insert(textVectors).values(chunk).onConflictDoNothing();
    }
  }

  async keepOnly(models: string[], texts: string[]): Promise<void> {
    const isKept = and(inArray(textVectors.model, models), isOneOf(texts.map(hashOf)));
    await this.db.delete(textVectors).where(isKept && not(isKept));
  }
}

const { textVectors } = schema;

/** One parameter however many there are, so that the statement is planned once. */
function isOneOf(hashes: string[]): SQL {
  return sql`${textVectors.textHash} in (select jsonb_array_elements_text(${JSON.stringify(hashes)}::jsonb))`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A copy: the bytes may lie anywhere in a larger buffer, floats may not. */
function fromBytes(bytes: Buffer): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

function chunks<T>(all: T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, i) =>
    all.slice(i * CHUNK, (i + 1) * CHUNK),
  );
}
