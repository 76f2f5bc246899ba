import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common';
import { DATABASE, type Database, type Transaction } from '../../storage';
import {
  NoticeQueueService,
  StorefrontPort,
  type DecisionNotice,
  type NoticeOutcome,
  type Order,
  type OrderNotice,
  type WaitingNotice,
} from '../../storefront';
import { wordingOf, type Rendered } from '../../templates';
import { senderOf } from '../conversation-state';
import { ConversationStore, type StoredConversation } from '../conversation-store';
import { DIALOG_OPTIONS, type DialogOptions, type NoticeOptions } from '../dialog.options';
import { NoticeWordsService } from './notice-words.service';
import { isOwnConversation, isSamePerson, linksTo, type KeptLink } from './order-links';
import { quietUntil } from './quiet-hours';
import { isUrgent } from './urgency';

type WaitingNews = WaitingNotice & { notice: OrderNotice };

/** Of what one order's news is about the latest is told, of each for itself: the parcel, and the money. */
const MATTERS: readonly (readonly OrderNotice['kind'][])[] = [
  ['order_shipped', 'order_delayed', 'order_delivered'],
  ['order_refunded'],
];

/** Makes messages of what customers are to be told. */
@Injectable()
export class NoticeTellerService {
  private readonly options: NoticeOptions;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(DIALOG_OPTIONS) options: DialogOptions,
    private readonly clock: Clock,
    private readonly queue: NoticeQueueService,
    private readonly storefront: StorefrontPort,
    private readonly conversations: ConversationStore,
    private readonly words: NoticeWordsService,
  ) {
    this.options = options.notices;
  }

  /**
   * Tells all that waits about it, or finds that nobody is to be told, in one transaction. False where nothing waits,
   * or another replica is at it.
   */
  async tell(about: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const waiting = await this.queue.claim(tx, about);
      for (const one of waiting) {
        const { notice } = one;
        if (notice.kind === 'action_decided')
          await this.finish(tx, [one], await this.tellDecision(tx, one, notice));
      }
      const news = waiting.filter((one): one is WaitingNews => one.notice.kind !== 'action_decided');
      for (const kinds of MATTERS) {
        await this.tellMatter(
          tx,
          news.filter(({ notice }) => kinds.includes(notice.kind)),
        );
      }
      return waiting.length > 0;
    });
  }

  /** @param waiting news of one order in one matter, the oldest first */
  private async tellMatter(tx: Transaction, waiting: WaitingNews[]): Promise<void> {
    const [first] = waiting;
    if (!first) return;
    const now = this.clock.now();
    const until = this.waitsUntil(waiting, now);
    if (until > now) return this.queue.postpone(tx, waiting, until);

    const found = await this.queue.stillSo(tx, first.notice.orderId, waiting);
    const told = found?.notices.at(-1);
    const obsolete = waiting.filter((one) => !found?.notices.includes(one));
    await this.finish(tx, obsolete, 'obsolete');
    if (!found || !told) return;
    await this.finish(tx, found.notices.slice(0, -1), 'superseded');
    await this.finish(tx, [told], await this.tellNews(tx, told, found.order));
  }

  /** Urgent news takes the rest with it: what it says is the latest. */
  private waitsUntil(waiting: WaitingNews[], now: Date): Date {
    const { quietHours, timeZone } = this.options;
    if (!quietHours || waiting.some(({ notice }) => isUrgent(notice, now, this.options))) return now;
    return quietUntil(now, quietHours, timeZone);
  }

  private async tellNews(
    tx: Transaction,
    { notice, onceKey }: WaitingNews,
    order: Order,
  ): Promise<NoticeOutcome> {
    if (!this.words.isSwitchedOn(notice.kind)) return 'switched_off';
    let outcome: NoticeOutcome = 'nobody';
    for (const link of await linksTo(tx, order)) {
      const conversation = link.isGroup
        ? undefined
        : await this.conversations.holdAndRead(tx, link.conversationId);
      if (!conversation || !isOwnConversation(conversation.state, link)) continue;
      const reply = await this.words.ofNews(tx, notice.kind, order, conversation, link.locale);
      if (await this.say(tx, conversation, link, order, reply, onceKey)) outcome = 'told';
    }
    return outcome;
  }

  /** The answer to what was asked for goes to where it was asked, also where others read along. */
  private async tellDecision(
    tx: Transaction,
    { onceKey }: WaitingNotice,
    notice: DecisionNotice,
  ): Promise<NoticeOutcome> {
    const action = await this.storefront.performed(tx, notice.actionKey);
    if (!action) return 'obsolete';
    const order =
      action.orderId === undefined ? undefined : await this.storefront.orderById(tx, action.orderId);
    if (order === null) return 'obsolete';
    const [link] = order ? await linksTo(tx, order, action.conversationId) : [];
    if (order && !link) return 'nobody';
    const conversation = await this.conversations.holdAndRead(tx, action.conversationId);
    if (!conversation || (link && !isSamePerson(conversation.state, link))) return 'nobody';
    const locale = link?.locale ?? conversation.locale;
    const reply = await this.words.ofDecision(tx, notice, action, order, conversation, locale);
    if (!reply) return 'switched_off';
    return (await this.say(tx, conversation, link, order, reply, onceKey)) ? 'told' : 'nobody';
  }

  private async say(
    tx: Transaction,
    conversation: StoredConversation,
    link: KeptLink | undefined,
    order: Order | undefined,
    reply: Rendered,
    onceKey: string,
  ): Promise<boolean> {
    const state = structuredClone(conversation.state);
    const sender = link && senderOf(state, link.senderId);
    // A question that is open stays what the next message is heard with.
    if (sender && !sender.task && !sender.offer) {
      state.lastPrompt = reply.text;
      sender.answeredWith = wordingOf(reply);
      if (order) sender.mentioned.orderNumber = order.number;
    }
    return this.conversations.saveUnasked(tx, { conversation, reply, onceKey, state, now: this.clock.now() });
  }

  private async finish(
    tx: Transaction,
    notices: readonly WaitingNotice[],
    outcome: NoticeOutcome,
  ): Promise<void> {
    await this.queue.finish(tx, notices, outcome, this.clock.now());
  }
}
