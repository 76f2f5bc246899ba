import { AppError } from '../../common';

/** The file is none that can be read, or its columns are not those of docs/import.md. */
export class CsvFileError extends AppError {
  constructor(
    readonly code:
      'CSV_COLUMNS_MISSING' | 'CSV_COLUMN_TWICE' | 'CSV_NOT_UTF8' | 'CSV_EMPTY' | 'CSV_FILE_UNREADABLE',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
