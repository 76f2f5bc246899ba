import type { CustomerRow, LocationRow, OrderRow, ProductRow, ShopRow, VariantRow } from './rows';

interface PendingWork {
  jobId: string;
  dueAt: number;
  run: () => void;
}

/** What the stand-in's shop has. A test fills and changes the rows as it likes, also between two pages. */
export class Shop {
  readonly shop: ShopRow = {
    id: 61_000_000_001,
    name: 'Northwind',
    email: 'owner@northwind.example',
    myshopifyDomain: 'northwind.myshopify.com',
    currencyCode: 'GBP',
    ianaTimezone: 'Europe/London',
    taxesIncluded: true,
  };
  readonly orders: OrderRow[] = [];
  readonly products: ProductRow[] = [];
  readonly customers: CustomerRow[] = [];
  readonly locations: LocationRow[] = [
    {
      id: 1,
      name: 'Warehouse',
      isActive: true,
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
    },
  ];
  private readonly pending: PendingWork[] = [];
  private readonly doneJobs = new Set<string>();

  constructor(private readonly clock: () => number) {}

  now(): string {
    return new Date(this.clock()).toISOString();
  }

  /** As every change through the API does. */
  touch(row: { updatedAt: string }): void {
    row.updatedAt = this.now();
  }

  order(id: number): OrderRow | undefined {
    return this.orders.find((order) => order.id === id);
  }

  variant(id: number): { product: ProductRow; variant: VariantRow } | undefined {
    for (const product of this.products) {
      const variant = product.variants.find((one) => one.id === id);
      if (variant) return { product, variant };
    }
    return undefined;
  }

  /** Work that Shopify does in a job: done when the clock has passed, seen at the next call. */
  later(jobId: string, delayMs: number, run: () => void): void {
    this.pending.push({ jobId, dueAt: this.clock() + delayMs, run });
  }

  runDueWork(): void {
    const due = this.pending.filter((work) => work.dueAt <= this.clock());
    for (const work of due) {
      this.pending.splice(this.pending.indexOf(work), 1);
      work.run();
      this.doneJobs.add(work.jobId);
    }
  }

  /** Undefined: no such job. */
  isJobDone(jobId: string): boolean | undefined {
    if (this.doneJobs.has(jobId)) return true;
    return this.pending.some((work) => work.jobId === jobId) ? false : undefined;
  }
}
