import { recordOf, refuseContradictions, standardEvent, type CsvKind } from './csv-record';

const COLUMNS = ['updated_at', 'email', 'name', 'phone', 'locale'];

/** One row for each customer. */
export const CSV_CUSTOMERS: CsvKind = {
  idColumn: 'customer_id',
  needed: ['customer_id', 'updated_at', 'email'],
  known: ['customer_id', ...COLUMNS],
  read: (rows, source) =>
    recordOf(rows, () => {
      refuseContradictions(rows, COLUMNS);
      return rows.slice(0, 1).map((row) =>
        standardEvent(source, 'customer.upserted', {
          id: row.needed('customer_id', row.id('customer_id')),
          updatedAt: row.needed('updated_at', row.time('updated_at')),
          email: row.text('email'),
          name: row.text('name'),
          phone: row.text('phone'),
          locale: row.text('locale'),
        }),
      );
    }),
};
