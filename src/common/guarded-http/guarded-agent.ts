import type { LookupAddress } from 'node:dns';
import { lookup as lookupOfSystem } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { TargetRefusedError } from './guarded-http.errors';
import { parseAddress } from './public-address';
import type { TargetPolicy } from './target-policy';

const CONNECT_LIMIT_MS = 5_000;
/** Less than most servers keep an idle connection, so that a request seldom meets one that is being closed. */
const KEEP_ALIVE_MS = 4_000;

/** All addresses of a host. */
export type Resolver = (host: string) => Promise<LookupAddress[]>;

export const systemResolver: Resolver = (host) => lookupOfSystem(host, { all: true });

/**
 * Connections to allowed addresses only. A host is resolved once, and its socket connected to what was judged: a name
 * whose answer changes between check and connection gains nothing.
 */
export function guardedAgent(policy: TargetPolicy, resolve: Resolver): Agent {
  const connect = buildConnector({ timeout: CONNECT_LIMIT_MS, lookup: guardedLookup(policy, resolve) });
  return new Agent({
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connect: (options, callback) => {
      const host = options.hostname.replace(/^\[|\]$/g, '');
      // A literal address is never looked up.
      if (parseAddress(host) && !policy.allows(host, host)) return callback(new TargetRefusedError(), null);
      connect(options, (...[error, socket]) => {
        if (error) return callback(error, null);
        // Judged once more, by what the socket says: nothing has been sent yet.
        if (policy.allows(host, socket.remoteAddress ?? '')) return callback(null, socket);
        socket.destroy();
        callback(new TargetRefusedError(), null);
      });
    },
  });
}

/** Gives the socket the allowed ones of the host's addresses. */
function guardedLookup(policy: TargetPolicy, resolve: Resolver): LookupFunction {
  return (host, { all }, callback) => {
    resolve(host).then(
      (addresses) => {
        const allowed = addresses.filter(({ address }) => policy.allows(host, address));
        const [first] = allowed;
        if (!first) callback(new TargetRefusedError(), []);
        else if (all) callback(null, allowed);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}
