import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordsApp } from '../../../../test/support/records-app';
import { payloadOf, recordsIn } from '../../../../test/support/shop-event-fixtures';
import { ENGINES } from '../../../../test/support/test-database';
import { NO_PROGRESS } from '../import-progress';
import type { CsvFile } from './csv-file';
import { CsvImportService, type CsvImported } from './csv-import.service';

const HEADER =
  'order_id,order_number,updated_at,placed_at,currency,total,customer_id,customer_email,line_id,line_name,line_quantity,line_unit_price';
const T = '2026-05-01T10:00:00Z';
const order = (id: string, more: Partial<Record<string, string>> = {}): string =>
  [
    id,
    `N-${id}`,
    more.at ?? T,
    T,
    'EUR',
    more.total ?? '10.00',
    'c1',
    'a@example.com',
    `l-${id}`,
    'Tea',
    '1',
    '10.00',
  ].join(',');

describe.each(ENGINES)(`${CsvImportService.name} on %s`, (engine) => {
  let app: RecordsApp;
  let folder: string;

  beforeAll(async () => {
    app = await RecordsApp.start(engine);
  });
  afterAll(() => app.shop.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storedesk-csv-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
    await app.shop.database.execute(sql`truncate customers, products, shop_parts, import_cursors cascade`);
  });

  const records = (): Promise<Record<string, unknown[]>> => app.shop.database.transaction(recordsIn);
  const load = async (
    kind: CsvFile['kind'],
    text: string | Buffer,
    signal?: AbortSignal,
  ): Promise<CsvImported> => {
    const path = join(folder, `${kind}.csv`);
    await writeFile(path, text);
    return app.shop.app.get(CsvImportService).import({ kind, path }, 'standard', NO_PROGRESS, signal);
  };
  const rejects = (kind: string): Promise<string> =>
    readFile(join(folder, `${kind}.csv.rejects.csv`), 'utf8');

  it('reads what spreadsheets write: a mark at the beginning, semicolons, quotes, CRLF, decimal commas', async () => {
    const text =
      '\uFEFFOrder ID;order_number;updated_at;placed_at;currency;total;customer_email;line_id;line_name;line_quantity;line_unit_price\r\n' +
      'o1;"#A ""1""";2026-05-01 12:00:00 +0200;2026-05-01T09:00:00Z;eur;19,90;a@example.com;l1;"Tea; green\r\nloose";1;9,90\r\n' +
      'o1;;;;;;;l2;Pot;2;5,00\r\n';
    expect(await load('orders', text)).toMatchObject({ read: 1, rejected: 0, isFinished: true });
    const { orders, order_lines: lines } = await records();
    expect(orders).toMatchObject([
      { number: 'A "1"', totalMinor: 1990, currency: 'EUR', updatedAt: '2026-05-01T10:00:00.000Z' },
    ]);
    expect(lines).toMatchObject([
      { name: 'Tea; green loose', unitPriceMinor: 990 },
      { name: 'Pot', quantity: 2 },
    ]);
  });

  it('lists what it refuses by line, column and code, and reads the rest', async () => {
    const rows = [
      HEADER,
      order('o1'),
      order('o2', { total: '1.2.3' }),
      order('o3', { at: 'yesterday' }),
      'o4,only,four,fields',
      `${order('o5')},one,too,many`,
      order('o6'),
      order('o1'),
      order('').slice(0),
    ];
    const result = await load('orders', rows.join('\n'));
    expect(result).toMatchObject({ read: 8, rejected: 6, isFinished: true });
    const listed = (await rejects('orders')).trim().split('\n');
    expect(listed[0]).toBe('line,column,code');
    expect(listed).toEqual(
      expect.arrayContaining([
        '3,total,AMOUNT_INVALID',
        '4,updated_at,TIME_INVALID',
        '5,,COLUMN_COUNT',
        '6,,COLUMN_COUNT',
        '8,order_id,ROWS_APART',
        '9,order_id,VALUE_MISSING',
      ]),
    );
    expect((await records()).orders).toHaveLength(2);
  });

  it('goes on where it was stopped, and doubles neither records nor what it refused', async () => {
    const rows = Array.from({ length: 1_500 }, (_, index) =>
      order(`o${index}`, index % 100 === 7 ? { total: 'much' } : {}),
    );
    const text = [HEADER, ...rows].join('\n');
    const stopping = new AbortController();
    const path = join(folder, 'orders.csv');
    await writeFile(path, text);
    const service = app.shop.app.get(CsvImportService);
    const stopAtFirst = { ...NO_PROGRESS, advance: () => stopping.abort() };
    const first = await service.import({ kind: 'orders', path }, 'standard', stopAtFirst, stopping.signal);
    expect(first.isFinished).toBe(false);
    expect(first.read).toBeLessThan(1_500);
    const second = await load('orders', text);
    expect(second).toMatchObject({ read: 1_500, rejected: 15, isFinished: true });
    expect(second.resumedAtLine).toBe(first.read + 1);
    expect((await records()).orders).toHaveLength(1_485);
    expect((await rejects('orders')).trim().split('\n')).toHaveLength(16);
  });

  it('never wins over what an event told since, and leaves erased customers erased', async () => {
    await app.shop.database.transaction(async (tx) => {
      await app.apply(tx, 'standard', 'order.upserted');
      await app.apply(tx, 'standard', 'customer.redacted', {
        type: 'customer.redacted',
        data: { id: 'c1', orderIds: [] },
      });
    });
    const before = await records();
    const { number } = payloadOf('standard', 'order.upserted').data as { number: string };
    const old = order('o-501', { at: '2026-01-01T00:00:00Z' })
      .replace(',c1,', ',c-77,')
      .replace('N-o-501', 'older');
    await load('orders', [HEADER, old, order('o9')].join('\n'));
    const { orders, customers } = await records();
    expect(orders).toEqual(before.orders);
    expect(orders).toMatchObject([{ number }]);
    expect(customers).toEqual(before.customers);
  });

  it('keeps fulfilments and refunds under ids that later events have too', async () => {
    const header = `${HEADER},fulfilment_id,fulfilment_state,carrier,shipped_at,refund_id,refund_amount,refunded_at`;
    const text = [header, `${order('o1')},f-1,shipped,DHL,${T},r-1,2.50,${T}`].join('\n');
    await load('orders', text);
    const delivered = {
      ...(payloadOf('standard', 'fulfilment.upserted').data as object),
      ...{ id: 'f-1', orderId: 'o1', state: 'delivered', lines: [{ lineId: 'l-o1', quantity: 1 }] },
    };
    await app.shop.database.transaction((tx) =>
      app.apply(tx, 'standard', 'fulfilment.upserted', { type: 'fulfilment.upserted', data: delivered }),
    );
    const { orders, fulfilments, refunds } = await records();
    expect(fulfilments).toMatchObject([{ externalId: 'f-1', state: 'delivered' }]);
    expect(refunds).toMatchObject([{ externalId: 'r-1', amountMinor: 250 }]);
    expect(orders).toMatchObject([{ status: 'partly_refunded' }]);
  });

  it('reads products by variants, and customers', async () => {
    const products =
      'product_id,updated_at,name,currency,variant_id,sku,price,stock,option:Colour,attribute:Material\n' +
      `p1,${T},Pot,EUR,v1,P-1,5.00,3,black,iron\np1,,,,v2,P-2,6.00,,green,\n`;
    expect(await load('products', products)).toMatchObject({ read: 1, rejected: 0 });
    expect(
      await load('customers', `customer_id,updated_at,email,name\nc1,${T},a@example.com,Ann\n`),
    ).toMatchObject({
      read: 1,
    });
    const found = await records();
    expect(found.products).toMatchObject([{ name: 'Pot', attributes: { Material: 'iron' } }]);
    expect(found.product_variants).toMatchObject([
      { sku: 'P-1', stock: 3, options: { Colour: 'black' } },
      { sku: 'P-2', stock: null },
    ]);
    expect(found.customers).toMatchObject([{ name: 'Ann' }]);
  });

  it('refuses a file that is not UTF-8, or lacks columns', async () => {
    await expect(load('orders', 'order_id,total\n')).rejects.toMatchObject({ code: 'CSV_COLUMNS_MISSING' });
    const latin = Buffer.from(`${HEADER}\n${order('o1').replace('Tea', 'Thé')}\n`, 'latin1');
    await expect(load('orders', latin)).rejects.toMatchObject({ code: 'CSV_NOT_UTF8' });
  });
});
