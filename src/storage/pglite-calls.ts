import type { PGlite } from '@electric-sql/pglite';

/** The protocol's messages that a server answers only when it is asked to: a sync, or a simple query. */
const SYNC = 'S'.charCodeAt(0);
const SIMPLE_QUERY = 'Q'.charCodeAt(0);

/**
 * PGlite, taking the steps of a statement (parse, bind, describe, execute, sync) in one call instead of one each:
 * every call waits its turn and crosses into WebAssembly.
 */
export function inOneCall(pglite: PGlite): PGlite {
  let steps: Uint8Array[] = [];
  const execProtocolStream: PGlite['execProtocolStream'] = (message, options) => {
    steps.push(message);
    if (message[0] !== SYNC && message[0] !== SIMPLE_QUERY) return Promise.resolve([]);
    const all = Buffer.concat(steps);
    steps = [];
    return pglite.execProtocolStream(all, options);
  };
  // The bridge to node-postgres calls these two and nothing else.
  return { waitReady: pglite.waitReady, execProtocolStream } as PGlite;
}
