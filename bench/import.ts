/** `node --import tsx bench/import.ts [orders]`: how many orders a second go from a CSV file into `DATABASE_URL`. */
import 'reflect-metadata';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';

const HEADER =
  'order_id,order_number,updated_at,placed_at,currency,total,payment_status,customer_id,customer_email,customer_name,' +
  'shipping_name,shipping_street,shipping_city,shipping_postcode,shipping_country,line_id,line_sku,line_name,' +
  'line_quantity,line_unit_price,fulfilment_id,fulfilment_state,carrier,tracking_number,shipped_at';

/** As a shop has them: two lines an order, every third customer comes back, most of it sent. */
async function writeOrders(path: string, count: number): Promise<void> {
  const file = createWriteStream(path);
  file.write(`${HEADER}\n`);
  for (let order = 1; order <= count; order += 1) {
    const customer = order % 3 === 0 ? Math.ceil(order / 3) : order;
    const at = new Date(Date.UTC(2025, 0, 1) + order * 60_000).toISOString();
    const head =
      `o${order},W${100_000 + order},${at},${at},EUR,59.80,paid,c${customer},buyer${customer}@example.com,` +
      `Buyer ${customer},Buyer ${customer},Main Street ${order % 200},Berlin,10115,Germany`;
    const sent = order % 10 === 0 ? ',,,,' : `f${order},shipped,DHL,0034${order},${at}`;
    for (const line of [1, 2]) {
      const row = `${head},l${order}-${line},SKU-${order % 500},Product ${order % 500},1,29.90,${sent}\n`;
      if (!file.write(row)) await once(file, 'drain');
    }
  }
  file.end();
  await once(file, 'finish');
}

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 20_000);
  const folder = mkdtempSync(join(tmpdir(), 'storedesk-import-'));
  const path = join(folder, 'orders.csv');
  try {
    await writeOrders(path, count);
    const began = performance.now();
    execFileSync(
      process.execPath,
      ['--max-semi-space-size=64', 'dist/storefront.main.js', 'import', 'csv', '--orders', path],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `${Math.round(count / seconds)} orders/s with the start of the command, ${count} orders in all`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
