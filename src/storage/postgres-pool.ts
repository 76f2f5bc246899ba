import { Pool, type PoolClient, type PoolConfig } from 'pg';

/**
 * A pool that survives the loss of its connections, idle or at work: `onLost` hears of each, once, and its place in the
 * pool is free again. Whoever was working with it gets the error from his query.
 */
export function openPool(config: PoolConfig, onLost: (error: Error) => void): Pool {
  const pool = new Pool(config);
  const lent = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => lent.add(client));
  pool.on('release', (_error, client) => lent.delete(client));
  pool.on('connect', (client) => {
    client.once('error', onLost);
    // The server's farewell and the closed socket are an error each; without a listener the second ends the process.
    client.on('error', () => undefined);
    client.once('end', () => {
      if (lent.has(client)) takeBack(client);
    });
  });
  // The same errors once more, of idle clients.
  pool.on('error', () => undefined);
  return pool;
}

/** Drizzle never gives back a client on which `begin` failed; what it does give back, it may do so after us. */
function takeBack(client: PoolClient): void {
  client.release(true);
  client.release = () => undefined;
}
