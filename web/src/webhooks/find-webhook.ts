import { api, type WebhookItem } from '../api';

/** There is no address for one: it is in the list, which is short. */
export async function findWebhook(id: string, signal: AbortSignal): Promise<WebhookItem | undefined> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await api.webhooks.list({ cursor, limit: 200 }, signal);
    const found = items.find((item) => item.id === id);
    if (found) return found;
    cursor = nextCursor ?? undefined;
  } while (cursor);
  return undefined;
}
