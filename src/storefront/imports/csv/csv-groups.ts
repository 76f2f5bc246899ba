import { createHash } from 'node:crypto';
import type { CsvReader } from './csv-reader';
import type { CsvRow } from './csv-row';

/** The rows of one record, which stand one after the other. */
export interface CsvGroup {
  rows: CsvRow[];
  lastLine: number;
  /** Rows with the same id stood further up: together they may be anything. */
  isApart: boolean;
}

/** Rows without an id are records of their own, to be refused. */
export async function* groupsOf(reader: CsvReader, idColumn: string): AsyncGenerator<CsvGroup> {
  const seen = new Set<string>();
  let group: CsvGroup | undefined;
  let groupId = '';
  for await (const row of reader.rows()) {
    const id = row.text(idColumn) ?? '';
    if (group && id !== '' && id === groupId) {
      group.rows.push(row);
      group.lastLine = row.line;
      continue;
    }
    if (group) yield group;
    const key = keyOf(id);
    group = { rows: [row], lastLine: row.line, isApart: id !== '' && seen.has(key) };
    groupId = id;
    seen.add(key);
  }
  if (group) yield group;
}

/** Millions of ids are remembered: a long one by its hash. */
function keyOf(id: string): string {
  return id.length <= 22 ? id : createHash('sha256').update(id).digest('base64').slice(0, 22);
}
