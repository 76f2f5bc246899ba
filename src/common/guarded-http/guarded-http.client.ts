import { request, type Agent, type Dispatcher } from 'undici';
import { guardedAgent, systemResolver, type Resolver } from './guarded-agent';
import { failureCodeOf } from './failure-code';
import { TargetPolicy, type TargetOptions, type UrlRefusal } from './target-policy';

/** With the connection, all redirects and the answer; a connection that is being made then has its own limit. */
const LIMIT_MS = 15_000;
const MOST_REDIRECTS = 3;
const MOST_OF_A_BODY = 16 * 1024;
/** The redirects that say that method and body stay as they are; after others the body would be gone. */
const SAME_REQUEST = [307, 308];

export interface GuardedRequest {
  headers: Record<string, string>;
  body: string;
}

/** What came of a request. That the other side fails is expected, so it is no fault. */
export type GuardedAnswer =
  | { kind: 'answered'; status: number; /** Its first 16 KiB. */ body: string; retryAfter?: string }
  /** `code`: a stable word, such as `TARGET_REFUSED`, `CONNECT_TIMEOUT`, `TIMEOUT`. */
  | { kind: 'failed'; code: string };

/**
 * Asks addresses that somebody else chose, and never one inside: a URL is judged before it is asked for, and each
 * address that a socket is opened to, also after a redirect. Proxies of the environment are not used.
 * @example
 * const client = new GuardedHttpClient({ privateTargets: [], requireHttps: true });
 * await client.post('https://shop.example/hook', { headers: {}, body: '{}' });
 */
export class GuardedHttpClient {
  private readonly policy: TargetPolicy;
  private readonly agent: Agent;

  constructor(
    targets: TargetOptions,
    resolve: Resolver = systemResolver,
    private readonly limitMs = LIMIT_MS,
  ) {
    this.policy = new TargetPolicy(targets);
    this.agent = guardedAgent(this.policy, resolve);
  }

  /** Why the URL would never be asked for; undefined where that depends on its host's addresses, or on none. */
  refusalOf(url: string): UrlRefusal | undefined {
    const checked = this.policy.check(url);
    return typeof checked === 'string' ? checked : undefined;
  }

  async post(url: string, { headers, body }: GuardedRequest): Promise<GuardedAnswer> {
    const signal = AbortSignal.timeout(this.limitMs);
    let target = url;
    try {
      for (let redirects = 0; ; redirects += 1) {
        const checked = this.policy.check(target);
        if (typeof checked === 'string') return { kind: 'failed', code: checked };
        const answer = await request(checked, {
          dispatcher: this.agent,
          method: 'POST',
          headers,
          body,
          signal,
        });
        const next = redirectOf(answer, checked);
        const beginning = await readBeginning(answer.body);
        if (next === undefined) return answered(answer, beginning);
        if (next === 'refused' || redirects === MOST_REDIRECTS)
          return { kind: 'failed', code: 'REDIRECT_REFUSED' };
        target = next;
      }
    } catch (error) {
      return { kind: 'failed', code: failureCodeOf(error) };
    }
  }

  close(): Promise<void> {
    return this.agent.close();
  }
}

function answered({ statusCode, headers }: Dispatcher.ResponseData, body: string): GuardedAnswer {
  const retryAfter = headers['retry-after'];
  return {
    kind: 'answered',
    status: statusCode,
    body,
    ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
  };
}

/** Where the answer sends on to; undefined when it does not. */
function redirectOf({ statusCode, headers }: Dispatcher.ResponseData, from: URL): string | undefined {
  if (statusCode < 300 || statusCode > 399 || statusCode === 304) return undefined;
  const { location } = headers;
  if (!SAME_REQUEST.includes(statusCode) || typeof location !== 'string') return 'refused';
  return URL.canParse(location, from.href) ? new URL(location, from).href : 'refused';
}

/** Stops the other side where it says more than is read. */
async function readBeginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    // Leaving the loop ends the connection.
    if (length >= MOST_OF_A_BODY) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_OF_A_BODY).toString('utf8');
}
