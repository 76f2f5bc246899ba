import type { CustomerRow, OrderRow, ProductRow } from './rows';
import { gmtTime } from './site-time';

/** What the stand-in's site has. A test fills and changes the rows as it likes, also between two pages. */
export class Site {
  readonly orders: OrderRow[] = [];
  readonly products: ProductRow[] = [];
  readonly customers: CustomerRow[] = [];
  /** Of the payment methods, those that can pay back through the API. */
  readonly refundingGateways = new Set(['stripe']);

  constructor(
    private readonly clock: () => number,
    readonly timeZone: string,
    readonly currency: string,
  ) {}

  now(): string {
    return gmtTime(this.clock());
  }
}
