import type { ShopEvent, ShopEventSource } from '../../events-in/event-applier.port';
import type { CsvFault } from './csv-faults';
import type { CsvRow } from './csv-row';

/** The rows of one record, read as events of our own format would tell it. */
export type CsvRecord = { kind: 'read'; events: ShopEvent[] } | { kind: 'refused'; faults: CsvFault[] };

/** A kind of file: which columns it has, which of them tells the records apart, and how one is read. */
export interface CsvKind {
  readonly idColumn: string;
  /** Without these columns the file is not read at all. */
  readonly needed: readonly string[];
  /** Others are ignored; those that end in a colon begin a name of the shop's own. */
  readonly known: readonly string[];
  readonly read: (rows: readonly CsvRow[], source: ShopEventSource) => CsvRecord;
}

/** What the first row says holds for all rows of the record: the others may leave it out, and not say otherwise. */
export function refuseContradictions(rows: readonly CsvRow[], columns: readonly string[]): void {
  const [first, ...others] = rows;
  if (!first) return;
  for (const column of columns) {
    const said = first.text(column);
    const other = others.find((row) => row.text(column) !== null && row.text(column) !== said);
    other?.refuse(column, 'ROWS_CONTRADICT');
  }
}

/** An event as the shop's system would have sent it, had it sent one. It says nothing of when it was sent. */
export function standardEvent(source: ShopEventSource, type: string, data: object): ShopEvent {
  return {
    id: 0,
    source,
    topic: type,
    payload: { type, data },
    receivedAt: new Date(0),
    triggeredAt: null,
  };
}

/** Refused as a whole if a row of it is: half an order would be a wrong one. */
export function recordOf(rows: readonly CsvRow[], events: () => ShopEvent[]): CsvRecord {
  const read = events();
  const faults = rows.flatMap((row) => row.faults);
  return faults.length > 0 ? { kind: 'refused', faults } : { kind: 'read', events: read };
}
