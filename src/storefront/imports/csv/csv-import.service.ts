import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../../../storage';
import type { ShopEventSource } from '../../events-in/event-applier.port';
import type { RecordChange } from '../../records/record-parts';
import { ImportCursorsStore, type ImportPlace } from '../import-cursors.store';
import { NO_PROGRESS, type ImportProgress } from '../import-progress';
import { RecordsImporter } from '../records-importer.service';
import type { CsvFault } from './csv-faults';
import { CSV_KINDS, fingerprintOf, type CsvFile } from './csv-file';
import { groupsOf, type CsvGroup } from './csv-groups';
import { CsvReader } from './csv-reader';
import type { CsvKind } from './csv-record';
import { RejectsFile } from './rejects-file';

/** Records in one transaction: enough that its statements cost little, few enough that webhooks hardly wait. */
const BATCH = 400;

interface CsvCursor {
  /** Of the last row that was read; the header is line 1. */
  line: number;
  rejectsBytes: number;
}

type CsvPlace = ImportPlace<CsvCursor>;

export interface CsvImported {
  read: number;
  rejected: number;
  /** Where the rejected ones are listed. */
  rejectsPath: string;
  /** Read by an earlier run that did not come to the end. */
  resumedAtLine: number | null;
  ignoredColumns: string[];
  isFinished: boolean;
}

interface Batch {
  changes: RecordChange[];
  faults: CsvFault[];
  read: number;
  rejected: number;
  lastLine: number;
}

/** Loads files of orders, products and customers into the shop's records. */
@Injectable()
export class CsvImportService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly cursors: ImportCursorsStore,
    private readonly importer: RecordsImporter,
  ) {}

  /**
   * Reads the file to its end, or until `signal`; one that was begun is gone on with. Loading a file again changes
   * nothing.
   * @throws CsvFileError for a file that is none of its kind; rows that cannot be read are listed beside it
   */
  async import(
    { kind: kindName, path }: CsvFile,
    source: ShopEventSource,
    progress: ImportProgress = NO_PROGRESS,
    signal?: AbortSignal,
  ): Promise<CsvImported> {
    const kind: CsvKind = CSV_KINDS[kindName];
    const reader = await CsvReader.open(path, kind.needed);
    const name = `csv:${source}:${kindName}:${await fingerprintOf(path)}`;
    const found = await this.cursors.find<CsvCursor>(name);
    const begun = found && !found.isFinished ? found : undefined;
    const start = begun ?? { cursor: { line: 1, rejectsBytes: 0 }, read: 0, rejected: 0, isFinished: false };
    const rejects = new RejectsFile(`${path}.rejects.csv`, start.cursor.rejectsBytes);
    progress.begin(kindName, reader.sizeBytes);
    progress.advance(0, start.read, start.rejected);
    try {
      const end = await this.readAll(reader, kind, source, name, start, rejects, progress, signal);
      return {
        read: end.read,
        rejected: end.rejected,
        rejectsPath: rejects.path,
        resumedAtLine: begun ? begun.cursor.line : null,
        ignoredColumns: reader.columns.filter((column) => !isKnown(kind, column)),
        isFinished: end.isFinished,
      };
    } finally {
      progress.end();
      await rejects.close();
    }
  }

  private async readAll(
    reader: CsvReader,
    kind: CsvKind,
    source: ShopEventSource,
    name: string,
    start: CsvPlace,
    rejects: RejectsFile,
    progress: ImportProgress,
    signal?: AbortSignal,
  ): Promise<CsvPlace> {
    let place = start;
    let batch = emptyBatch(start.cursor.line);
    let writing: Promise<void> = Promise.resolve();
    // What was refused before the last run ended is listed already.
    reader.takeUnreadable(start.cursor.line);
    const flush = async (full: Batch, isFinished: boolean): Promise<void> => {
      place = await this.write(source, name, place, full, rejects, isFinished);
      progress.advance(reader.bytesRead, place.read, place.rejected);
    };
    try {
      for await (const group of groupsOf(reader, kind.idColumn)) {
        if (signal?.aborted) break;
        if (group.lastLine <= start.cursor.line) continue;
        this.read(batch, kind, source, group);
        if (batch.read < BATCH) continue;
        const full = withUnreadable(batch, reader, start, batch.lastLine);
        batch = emptyBatch(batch.lastLine);
        // The next batch is read while this one is written; never more than one of each.
        await writing;
        writing = flush(full, false);
      }
    } finally {
      await writing;
    }
    const isFinished = !signal?.aborted;
    await flush(withUnreadable(batch, reader, start, isFinished ? Infinity : batch.lastLine), isFinished);
    return place;
  }

  private read(batch: Batch, kind: CsvKind, source: ShopEventSource, group: CsvGroup): void {
    batch.read += 1;
    batch.lastLine = group.lastLine;
    const faults = this.faultsOf(batch, kind, source, group);
    if (faults.length > 0) batch.rejected += 1;
    batch.faults.push(...faults);
  }

  private faultsOf(batch: Batch, kind: CsvKind, source: ShopEventSource, group: CsvGroup): CsvFault[] {
    const { rows, isApart } = group;
    const line = rows[0]?.line ?? group.lastLine;
    if (isApart) return [{ line, column: kind.idColumn, code: 'ROWS_APART' }];
    const record = kind.read(rows, source);
    if (record.kind === 'refused') return record.faults;
    const read = this.importer.read(record.events);
    if (read.kind === 'malformed') return [{ line, column: read.path, code: 'RECORD_REFUSED' }];
    batch.changes.push(...read.changes);
    return [];
  }

  private async write(
    source: ShopEventSource,
    name: string,
    before: CsvPlace,
    batch: Batch,
    rejects: RejectsFile,
    isFinished: boolean,
  ): Promise<CsvPlace> {
    await rejects.append(batch.faults);
    const place = {
      cursor: { line: batch.lastLine, rejectsBytes: rejects.bytes },
      read: before.read + batch.read,
      rejected: before.rejected + batch.rejected,
      isFinished,
    };
    await this.database.transaction(async (tx) => {
      await this.importer.write(tx, source, batch.changes);
      await this.cursors.save(tx, name, place);
    });
    return place;
  }
}

function emptyBatch(lastLine: number): Batch {
  return { changes: [], faults: [], read: 0, rejected: 0, lastLine };
}

/** With the rows up to this line that are none. */
function withUnreadable(batch: Batch, reader: CsvReader, start: CsvPlace, upToLine: number): Batch {
  const unreadable = reader.takeUnreadable(upToLine).filter(({ line }) => line > start.cursor.line);
  const faults = [...batch.faults, ...unreadable].sort((a, b) => a.line - b.line);
  return {
    ...batch,
    faults,
    rejected: batch.rejected + unreadable.length,
    read: batch.read + unreadable.length,
  };
}

function isKnown({ known }: CsvKind, column: string): boolean {
  return known.some((name) => column === name || (name.endsWith(':') && column.startsWith(name)));
}
