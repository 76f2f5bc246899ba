import { noteOf, referenceOf } from '../../pushes/push-note';
import type { PushAnswer, ShopPush, ShopSystem } from '../../pushes/shop-system';
import { ShopApiError } from '../../shop-api/shop-api.errors';
import { WooCommerceClient } from './woocommerce.client';

/** Nothing has been sent in these. */
const OPEN = new Set(['pending', 'on-hold', 'processing']);
/** Keys that are wrong can be put right; the order is not to blame. */
const OF_THE_KEYS = new Set([401, 403]);

interface Order {
  id: number;
  status: string;
}

/** Tells a WooCommerce shop what was agreed on with its customers. It looks first, so that nothing is told twice. */
export class WooCommerceSystem implements ShopSystem {
  readonly source = 'woocommerce';

  constructor(private readonly client: WooCommerceClient) {}

  /** @throws ShopApiError for what may pass */
  async push(push: ShopPush): Promise<PushAnswer> {
    if (!/^\d+$/.test(push.orderExternalId)) return { state: 'refused', reason: 'order_not_found' };
    try {
      const order = await this.client.get<Order>(`/orders/${push.orderExternalId}`);
      return push.kind === 'cancel_order' ? await this.cancel(order) : await this.note(order, push);
    } catch (error) {
      return refusalOf(error);
    }
  }

  private async cancel({ id, status }: Order): Promise<PushAnswer> {
    if (status === 'cancelled') return { state: 'done' };
    if (!OPEN.has(status)) return { state: 'refused', reason: `order_${status}` };
    const changed = await this.client.put<Order>(`/orders/${id}`, { status: 'cancelled' });
    return changed.status === 'cancelled'
      ? { state: 'done' }
      : { state: 'refused', reason: `order_${changed.status}` };
  }

  /**
   * WooCommerce has no returns, and what a customer wrote of an address cannot be told into its fields with certainty:
   * staff read a note at the order, and have the last word.
   */
  private async note({ id, status }: Order, push: ShopPush): Promise<PushAnswer> {
    if (push.kind === 'change_address' && !OPEN.has(status)) {
      return { state: 'refused', reason: `order_${status}` };
    }
    const notes = await this.client.get<{ note: string }[]>(`/orders/${id}/notes`);
    const reference = referenceOf(push);
    if (!notes.some(({ note }) => note.includes(reference))) {
      await this.client.post(`/orders/${id}/notes`, { note: noteOf(push), customer_note: false });
    }
    return { state: 'requested' };
  }
}

function refusalOf(error: unknown): PushAnswer {
  const isFinal = error instanceof ShopApiError && !error.mayPass && !OF_THE_KEYS.has(error.status ?? 0);
  if (!isFinal) throw error;
  return { state: 'refused', reason: error.status === 404 ? 'order_not_found' : (error.detail ?? 'refused') };
}
