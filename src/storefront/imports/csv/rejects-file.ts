import { open, type FileHandle } from 'node:fs/promises';
import type { CsvFault } from './csv-faults';

const HEADER = 'line,column,code\n';

/**
 * What was refused, beside the file it stands in. It is made when there is something to write, and is cut back to where
 * an import that was killed had come, so that no fault is listed twice.
 */
export class RejectsFile {
  private file?: FileHandle;

  constructor(
    readonly path: string,
    private length: number,
  ) {}

  get bytes(): number {
    return this.length;
  }

  /** On the disk before the records that come after it are. */
  async append(faults: readonly CsvFault[]): Promise<void> {
    if (faults.length === 0) return;
    this.file ??= await this.open();
    const header = this.length === 0 ? HEADER : '';
    const text =
      header + faults.map(({ line, column, code }) => `${line},${quoted(column)},${code}\n`).join('');
    const bytes = Buffer.from(text, 'utf8');
    await this.file.write(bytes, 0, bytes.length, this.length);
    await this.file.sync();
    this.length += bytes.length;
  }

  async close(): Promise<void> {
    await this.file?.close();
  }

  private async open(): Promise<FileHandle> {
    // Without the file that the place was kept for, what is refused from here on is all there is to say.
    const file = await open(this.path, 'r+').catch(() => open(this.path, 'w+'));
    this.length = Math.min(this.length, (await file.stat()).size);
    await file.truncate(this.length);
    return file;
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
