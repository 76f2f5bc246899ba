import { LoopbackServer, type Answer, type RecordedCall } from '../loopback';
import { authenticate, type ApiKey } from './access';
import { withChosenFields } from './chosen-fields';
import { RestError } from './rest-error';
import { route } from './routes';
import { Site } from './site';

export interface WooCommerceOptions {
  keys?: ApiKey[];
  /** Milliseconds since 1970: of what is changed through the API. */
  clock?: () => number;
  /** Of the site: `date_modified` is on its clock, `date_modified_gmt` isn't. */
  timeZone?: string;
  currency?: string;
  latencyMs?: number;
}

/** WooCommerce's REST API v3 of one site, on loopback. What is faithful and what isn't: ../README.md */
export class WooCommerce {
  private constructor(
    private readonly server: LoopbackServer,
    /** Its rows are the test's to fill and change. */
    readonly site: Site,
    readonly keys: ApiKey[],
  ) {}

  static async start(options: WooCommerceOptions): Promise<WooCommerce> {
    const keys = options.keys ?? [
      { consumerKey: 'ck_stand-in', consumerSecret: 'cs_stand-in', permissions: 'read_write' },
    ];
    const site = new Site(
      options.clock ?? Date.now,
      options.timeZone ?? 'Europe/Berlin',
      options.currency ?? 'EUR',
    );
    const answer = (call: RecordedCall, origin: string): Answer => {
      try {
        const answered = route({ call, origin, site, key: authenticate(call, keys) });
        return withChosenFields(answered, call.query.get('_fields'));
      } catch (error) {
        if (error instanceof RestError) return error.answer();
        throw error;
      }
    };
    return new WooCommerce(await LoopbackServer.start(answer, options.latencyMs), site, keys);
  }

  /** The site's address: the API is at `<url>/wp-json/wc/v3`. */
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

export function startWooCommerce(options: WooCommerceOptions = {}): Promise<WooCommerce> {
  return WooCommerce.start(options);
}
