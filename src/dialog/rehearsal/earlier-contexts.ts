import type { Rehearsal } from './rehearsal.port';

/** Conversations that are remembered, those that were played last. */
const MOST = 1_000;

/** What the bot had said before each message of conversations played here: mostly it says the same the next time. */
export class EarlierContexts {
  /** Those that were played longest ago come first. */
  private readonly contexts = new Map<string, string[]>();

  /** Of a conversation that was never played here, only that of the first message is known. */
  of(rehearsal: Rehearsal): string[] {
    return this.contexts.get(keyOf(rehearsal)) ?? [rehearsal.context ?? ''];
  }

  remember(rehearsal: Rehearsal, contexts: string[]): void {
    // On other stages a reply can tell of customers' own records, which stay in the database.
    if (rehearsal.stage !== 'demo') return;
    const key = keyOf(rehearsal);
    this.contexts.delete(key);
    this.contexts.set(key, contexts);
    const [oldest] = this.contexts.keys();
    if (this.contexts.size > MOST && oldest !== undefined) this.contexts.delete(oldest);
  }
}

function keyOf({ stage, locale, channel, context, steps }: Rehearsal): string {
  return JSON.stringify([stage, locale, channel, context, steps]);
}
