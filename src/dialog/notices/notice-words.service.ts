import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../storage';
import {
  StorefrontPort,
  type DecisionNotice,
  type Order,
  type OrderNotice,
  type PerformedAction,
} from '../../storefront';
import { CataloguePort, type Rendered } from '../../templates';
import type { StoredConversation } from '../conversation-store';

/** The dialog's own prompts for an order's news. */
const PROMPTS: Record<OrderNotice['kind'], string> = {
  order_shipped: 'notice_order_shipped',
  order_delayed: 'notice_order_delayed',
  order_delivered: 'notice_order_delivered',
  order_refunded: 'notice_order_refunded',
};

/** Puts notices into words, with the facts as they are now. */
@Injectable()
export class NoticeWordsService {
  constructor(
    private readonly catalogue: CataloguePort,
    private readonly storefront: StorefrontPort,
  ) {}

  /** False where staff archived the template: then nobody is to be told. */
  isSwitchedOn(kind: OrderNotice['kind']): boolean {
    return this.catalogue.find(PROMPTS[kind]) !== undefined;
  }

  /** @throws RenderError when a fact is missing that the template needs */
  async ofNews(
    tx: Transaction,
    kind: OrderNotice['kind'],
    order: Order,
    conversation: StoredConversation,
    locale: string,
  ): Promise<Rendered> {
    const facts = { shop: await this.storefront.shopFacts(tx), order };
    return this.render(PROMPTS[kind], 'ok', facts, conversation, locale);
  }

  /** What the template that was used says when the shop has decided; undefined where it is archived by now. */
  async ofDecision(
    tx: Transaction,
    { outcome, facts }: DecisionNotice,
    { subject, orderLineId, reason, newAddress, wantedItem }: PerformedAction,
    order: Order | undefined,
    conversation: StoredConversation,
    locale: string,
  ): Promise<Rendered | undefined> {
    if (!this.catalogue.find(subject)) return undefined;
    const all = {
      shop: await this.storefront.shopFacts(tx),
      ...(order && { order, customer: { email: order.email } }),
      orderLine: order?.lines.find(({ id }) => id === orderLineId),
      reason,
      newAddress,
      wantedItem,
      ...facts,
    };
    return this.render(subject, outcome, all, conversation, locale);
  }

  private render(
    templateId: string,
    outcome: DecisionNotice['outcome'],
    facts: Record<string, unknown>,
    { id, channel }: StoredConversation,
    locale: string,
  ): Rendered {
    return this.catalogue.render({ templateId, outcome, facts, conversationId: id, channel, locale });
  }
}
