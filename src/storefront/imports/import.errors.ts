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

/** A system's API cannot be imported from: its settings are missing, or somebody else is reading it. */
export class ImportImpossibleError extends AppError {
  constructor(
    readonly code: 'SYSTEM_NOT_SET_UP' | 'SYSTEM_BUSY',
    message: string,
  ) {
    super(message);
  }
}
