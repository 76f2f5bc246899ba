import { LoopbackServer, type Answer, type RecordedCall } from '../loopback';
import { runGraphql, type GraphqlRequest } from './graphql-execution';
import { Shop } from './shop';
import { Throttle } from './throttle';
import { servedVersion } from './versions';

export interface ShopifyAdminOptions {
  accessToken?: string;
  /** Milliseconds since 1970: of the bucket, of jobs and of what is changed through the API. */
  clock?: () => number;
  /** What the token was granted. Without `read_all_orders`, orders older than 60 days aren't there. */
  scopes?: string[];
  /** A standard plan's: 2,000 points, of which 100 come back each second. */
  bucket?: { maximumAvailable: number; restoreRate: number };
  /** How long a cancellation's job takes. */
  jobDelayMs?: number;
  latencyMs?: number;
}

const ALL_SCOPES = [
  ...['read_orders', 'read_all_orders', 'read_returns', 'read_products', 'read_customers', 'read_inventory'],
  ...['read_locations', 'write_orders', 'write_returns', 'write_products', 'write_customers'],
];

/** Shopify's Admin GraphQL API of one shop, on loopback. What is faithful and what isn't: ../README.md */
export class ShopifyAdmin {
  private constructor(
    private readonly server: LoopbackServer,
    /** Its rows are the test's to fill and change. */
    readonly shop: Shop,
    readonly throttle: Throttle,
    readonly accessToken: string,
  ) {}

  static async start(options: ShopifyAdminOptions): Promise<ShopifyAdmin> {
    const clock = options.clock ?? Date.now;
    const accessToken = options.accessToken ?? 'shpat_stand-in';
    const shop = new Shop(clock);
    const { maximumAvailable, restoreRate } = options.bucket ?? { maximumAvailable: 2000, restoreRate: 100 };
    const throttle = new Throttle(clock, maximumAvailable, restoreRate);
    const scopes = new Set(options.scopes ?? ALL_SCOPES);
    const jobDelayMs = options.jobDelayMs ?? 0;
    const answer = (call: RecordedCall): Answer => {
      shop.runDueWork();
      const version = servedVersion(call.path);
      if (!version || call.method !== 'POST') return json(404, { errors: 'Not Found' });
      if (call.headers['x-shopify-access-token'] !== accessToken) {
        const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)';
        return json(401, { errors });
      }
      const request = readRequest(call);
      if (!request) return json(400, { errors: 'Bad Request' });
      const context = { shop, now: clock(), scopes, searchNotes: [], jobDelayMs };
      return json(200, runGraphql(request, context, throttle), { 'x-shopify-api-version': version });
    };
    const server = await LoopbackServer.start(answer, options.latencyMs);
    return new ShopifyAdmin(server, shop, throttle, accessToken);
  }

  /** Where the shop's domain would be: `<url>/admin/api/<version>/graphql.json` takes the calls. */
  get url(): string {
    return this.server.url;
  }

  get calls(): RecordedCall[] {
    return this.server.calls;
  }

  get faults(): LoopbackServer['faults'] {
    return this.server.faults;
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}

export function startShopifyAdmin(options: ShopifyAdminOptions = {}): Promise<ShopifyAdmin> {
  return ShopifyAdmin.start(options);
}

function readRequest(call: RecordedCall): GraphqlRequest | null {
  const type = call.headers['content-type'] ?? '';
  if (type.startsWith('application/graphql')) return { query: call.body };
  if (!type.startsWith('application/json')) return null;
  try {
    const read: unknown = JSON.parse(call.body);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : null;
  } catch {
    return null;
  }
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'stand-in', ...headers },
    body: JSON.stringify(body),
  };
}
