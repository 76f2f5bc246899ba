import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { Announcements, channelOf, type Announcement } from './announcements';

const CONNECT_TIMEOUT_MS = 5_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

/**
 * LISTEN on a connection of its own, which is opened again whenever it breaks. A pooler that lends sessions by the
 * transaction passes nothing on; then those who follow are as slow as they look.
 */
export class PostgresAnnouncements extends Announcements {
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly stopping = new AbortController();
  private client: Client | undefined;
  private staying: Promise<void> | undefined;
  private hearing: Promise<unknown> = Promise.resolve();

  /** `onLost` hears of each connection that broke or could not be opened. */
  constructor(
    private readonly databaseUrl: string,
    private readonly onLost: (error: Error) => void,
  ) {
    super();
  }

  listen(announcement: Announcement, listener: () => void): () => void {
    const channel = channelOf(announcement);
    const listeners = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, listeners.add(listener));
    this.staying ??= this.stayConnected();
    // A channel that is new to an open connection; a connection that breaks over it is opened with it.
    if (this.client) this.hear(this.client, channel).catch(() => undefined);
    return () => listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.client?.end().catch(() => undefined);
    await this.staying;
  }

  /** One query at a time, as the driver wants it. */
  private hear(client: Client, channel: string): Promise<unknown> {
    this.hearing = this.hearing.catch(() => undefined).then(() => client.query(`listen ${channel}`));
    return this.hearing;
  }

  private async stayConnected(): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      try {
        await this.connectAndStay(() => (failures = 0));
      } catch (error) {
        if (!this.stopping.signal.aborted) this.onLost(error as Error);
      }
      const ms = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
      failures += 1;
      await delay(ms, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  /** Resolves or rejects when the connection is at an end. */
  private async connectAndStay(onConnected: () => void): Promise<void> {
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: 'storedesk-announcements',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    const ended = new Promise<void>((resolve, reject) => {
      client.once('end', resolve);
      // Later errors are of the same loss; without a listener one would end the process.
      client.on('error', reject);
    });
    ended.catch(() => undefined);
    client.on('notification', ({ channel }) => this.tell(channel));
    this.hearing = Promise.resolve();
    this.client = client;
    try {
      await client.connect();
      for (const channel of this.listeners.keys()) await this.hear(client, channel);
      onConnected();
      // Whatever was announced while nobody listened was missed.
      for (const channel of this.listeners.keys()) this.tell(channel);
      await ended;
    } finally {
      this.client = undefined;
      await client.end().catch(() => undefined);
    }
  }

  private tell(channel: string): void {
    for (const listener of this.listeners.get(channel) ?? []) listener();
  }
}
