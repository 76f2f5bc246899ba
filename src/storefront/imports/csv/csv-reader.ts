import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Transform, type TransformCallback } from 'node:stream';
import { parse, type CsvError, type Options, type Parser } from 'csv-parse';
import { CsvFileError } from '../import.errors';
import type { CsvFault } from './csv-faults';
import { CsvRow } from './csv-row';

/** A quote that is never closed would take in the rest of the file. */
const LONGEST_ROW = 256 * 1024;
const DELIMITERS = [',', ';', '\t'] as const;
const HEADER_BYTES = 64 * 1024;

/** The rows of one file, one after the other, without ever holding the file. */
export class CsvReader {
  /** Of rows that cannot be told into fields, in the order of the file. */
  private readonly unreadable: CsvFault[] = [];
  private previousLine = 1;

  private constructor(
    private readonly path: string,
    readonly columns: readonly string[],
    readonly sizeBytes: number,
    private readonly delimiter: string,
    private readonly bytes = { read: 0 },
  ) {}

  /** @throws CsvFileError */
  static async open(path: string, needed: readonly string[]): Promise<CsvReader> {
    const beginning = await readBeginning(path);
    if (
      beginning.text.startsWith('\uFFFE') ||
      /^(\xff\xfe|\xfe\xff)/.test(beginning.bytes.toString('latin1'))
    ) {
      throw new CsvFileError('CSV_NOT_UTF8', `${path} is UTF-16; save it as UTF-8`);
    }
    const header = beginning.text.replace(/^\uFEFF/, '').split(/\r?\n|\r/, 1)[0] ?? '';
    const delimiter = delimiterOf(header);
    const columns = await columnsOf(header, delimiter);
    if (columns.every((column) => column === ''))
      throw new CsvFileError('CSV_EMPTY', `${path} has no header`);
    const twice = columns.filter((column, index) => columns.indexOf(column) !== index);
    if (twice.length > 0) {
      throw new CsvFileError('CSV_COLUMN_TWICE', `${path} has more than one column ${twice.join(', ')}`);
    }
    const missing = needed.filter((column) => !columns.includes(column));
    if (missing.length > 0) {
      throw new CsvFileError('CSV_COLUMNS_MISSING', `${path} has no column ${missing.join(', ')}`);
    }
    return new CsvReader(path, columns, beginning.sizeBytes, delimiter);
  }

  get bytesRead(): number {
    return this.bytes.read;
  }

  /** @throws CsvFileError if the file is not UTF-8 */
  async *rows(): AsyncGenerator<CsvRow> {
    const parser = this.parser();
    const stream = createReadStream(this.path, { highWaterMark: 256 * 1024 });
    const checked = stream.pipe(new Utf8Check(this.path, this.bytes));
    stream.once('error', (error) => parser.destroy(error));
    checked.once('error', (error) => parser.destroy(error));
    checked.pipe(parser);
    try {
      for await (const row of parser as AsyncIterable<CsvRow>) yield row;
    } catch (error) {
      throw error instanceof CsvFileError
        ? error
        : new CsvFileError('CSV_FILE_UNREADABLE', `${this.path} cannot be read`, { cause: error });
    } finally {
      stream.destroy();
      parser.destroy();
    }
  }

  /** Faults of rows up to this line, each once. */
  takeUnreadable(upToLine: number): CsvFault[] {
    const later = this.unreadable.findIndex(({ line }) => line > upToLine);
    return this.unreadable.splice(0, later < 0 ? this.unreadable.length : later);
  }

  private parser(): Parser {
    const { columns } = this;
    const options: Options<CsvRow, string[]> = {
      bom: true,
      delimiter: this.delimiter,
      from: 2,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: LONGEST_ROW,
      on_record: (fields, { lines }) => {
        // Empty lines before it, or line breaks in its fields.
        const isLong = lines - this.previousLine > 1;
        const breaks = isLong
          ? fields.reduce((sum, field) => sum + field.split(/\r\n?|\n/).length - 1, 0)
          : 0;
        this.previousLine = lines;
        return rowOf(lines - breaks, fields, columns);
      },
      on_skip: (error: CsvError | undefined) => {
        const line = this.previousLine + 1;
        this.previousLine = Number((error as { lines?: unknown } | undefined)?.lines ?? line);
        this.unreadable.push({ line, column: '', code: 'ROW_UNREADABLE' });
        return undefined;
      },
    };
    return parse(options as unknown as Options);
  }
}

function rowOf(line: number, record: readonly string[], columns: readonly string[]): CsvRow {
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  columns.forEach((column, index) => (values[column] = record[index] ?? ''));
  const row = new CsvRow(line, values);
  // Spreadsheets write empty cells at the end, or leave them out.
  const isLonger = record.slice(columns.length).some((value) => value !== '');
  if (isLonger || record.length < columns.length) row.refuse('', 'COLUMN_COUNT');
  return row;
}

async function readBeginning(path: string): Promise<{ text: string; bytes: Buffer; sizeBytes: number }> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
      const bytes = buffer.subarray(0, bytesRead);
      return { bytes, text: bytes.toString('utf8'), sizeBytes: (await stat(path)).size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CsvFileError('CSV_FILE_UNREADABLE', `${path} cannot be read`, { cause: error });
  }
}

function delimiterOf(header: string): string {
  const counts = DELIMITERS.map((delimiter) => [delimiter, header.split(delimiter).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

/** `Order ID` is `order_id`. */
async function columnsOf(header: string, delimiter: string): Promise<string[]> {
  const parser = parse(header, { delimiter, relax_quotes: true });
  const names: string[] = [];
  for await (const record of parser as AsyncIterable<string[]>) names.push(...record);
  return names.map((name) => {
    const [first = '', ...rest] = name.trim().split(':');
    // What follows a colon is a name of the shop's own, in its own writing.
    return [
      first
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_'),
      ...rest.map((part) => part.trim()),
    ].join(':');
  });
}

/** Lets UTF-8 through and nothing else: texts in another encoding would be written with holes in them. */
class Utf8Check extends Transform {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(
    private readonly path: string,
    private readonly bytes: { read: number },
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes.read += chunk.length;
    try {
      this.decoder.decode(chunk, { stream: true });
      done(null, chunk);
    } catch (error) {
      done(new CsvFileError('CSV_NOT_UTF8', `${this.path} is not UTF-8`, { cause: error }));
    }
  }
}
