/** Why a record of a file was refused; documented in docs/import.md. */
export type CsvFaultCode =
  | 'VALUE_MISSING'
  | 'ID_INVALID'
  | 'TIME_INVALID'
  | 'AMOUNT_INVALID'
  | 'COUNT_INVALID'
  | 'FLAG_INVALID'
  | 'CURRENCY_INVALID'
  | 'CHOICE_INVALID'
  | 'PAGE_INVALID'
  | 'ID_TWICE'
  | 'ROWS_CONTRADICT'
  | 'ROWS_APART'
  | 'LINES_MISSING'
  | 'COLUMN_COUNT'
  | 'ROW_UNREADABLE'
  | 'RECORD_REFUSED';

export interface CsvFault {
  /** Where the row begins; the header is line 1. */
  line: number;
  column: string;
  code: CsvFaultCode;
}
