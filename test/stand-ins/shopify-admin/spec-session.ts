import { startShopifyAdmin, type ShopifyAdmin, type ShopifyAdminOptions } from '.';

/** A stand-in with a clock that only the spec moves, and calls of it. */
export class SpecSession {
  private constructor(
    readonly admin: ShopifyAdmin,
    private readonly clock: { now: number },
  ) {}

  static async start(options: ShopifyAdminOptions = {}): Promise<SpecSession> {
    const clock = { now: Date.parse('2026-05-10T12:00:00Z') };
    return new SpecSession(await startShopifyAdmin({ clock: () => clock.now, ...options }), clock);
  }

  pass(milliseconds: number): void {
    this.clock.now += milliseconds;
  }

  post(body: unknown, version = '2026-07', token = this.admin.accessToken): Promise<Response> {
    return fetch(`${this.admin.url}/admin/api/${version}/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
      body: JSON.stringify(body),
    });
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a spec reads of an answer is its claim
  async run(query: string, variables: Record<string, unknown> = {}): Promise<any> {
    return (await this.post({ query, variables })).json();
  }
}
