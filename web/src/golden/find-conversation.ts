import { api, type GoldenConversation } from '../api';

/** The conversation of that name, undefined where there is none: the API lists them only. */
export async function findConversation(
  name: string,
  signal?: AbortSignal,
): Promise<GoldenConversation | undefined> {
  let cursor: string | undefined;
  do {
    const page = await api.golden.list({ cursor, limit: 200 }, signal);
    const found = page.items.find((conversation) => conversation.name === name);
    if (found) return found;
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return undefined;
}
