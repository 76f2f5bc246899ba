import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common';
import { NluOverloadedError, NluPort, type Understanding } from '../nlu';
import { DATABASE, type Database, type Transaction } from '../storage';
import { IdentityPort, StorefrontPort } from '../storefront';
import { CataloguePort, wordingOf, type CountedWording, type Rendered } from '../templates';
import { ConversationQueue } from './conversation-queue';
import { ConversationStore, type StoredConversation, type StoredTurn } from './conversation-store';
import { orderLinksOf, type OrderLink } from './notices/order-links';
import { ConversationBusyError } from './dialog.errors';
import { DialogPort, type LateMessages, type PromptedConversation } from './dialog.port';
import type { ChannelName, Feedback, FeedbackResult, IncomingMessage, TurnResult } from './dialog.types';
import { FeedbackService } from './feedback.service';
import { countSaid, countTurn } from './turn-counts';
import { TurnService } from './turn.service';
import { senderOf } from './conversation-state';
import { isOtherCustomer, takeTurn } from './conversation-turn';

/** Another replica may answer the same conversation between reading and writing; the turn is then computed again. */
const ATTEMPTS = 5;

/** Takes a message through one turn: recorded and answered once, in order, in one transaction. */
@Injectable()
export class DialogService extends DialogPort {
  private readonly logger = new Logger(DialogService.name);
  private readonly queue = new ConversationQueue();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly store: ConversationStore,
    private readonly nlu: NluPort,
    private readonly catalogue: CataloguePort,
    private readonly storefront: StorefrontPort,
    private readonly identity: IdentityPort,
    private readonly turn: TurnService,
    private readonly feedback: FeedbackService,
    private readonly clock: Clock,
  ) {
    super();
  }

  override begin(channel: ChannelName, locale = this.catalogue.defaultLocale): Promise<string> {
    return this.store.create(channel, locale);
  }

  override conversationFor(channel: ChannelName, externalId: string, replyAddress: unknown): Promise<string> {
    return this.store.idFor(channel, externalId, replyAddress, this.catalogue.defaultLocale);
  }

  override lateMessages(conversationId: string, after: number): Promise<LateMessages | undefined> {
    return this.store.lateMessages(conversationId, after);
  }

  override takeFeedback(feedback: Feedback): Promise<FeedbackResult> {
    return this.feedback.take(feedback);
  }

  override async prompt(id: string, conversation: PromptedConversation): Promise<Rendered> {
    const shop = await this.database.transaction((tx) => this.storefront.shopFacts(tx));
    const { locale = this.catalogue.defaultLocale } = conversation;
    return this.catalogue.render({ ...conversation, locale, templateId: id, outcome: 'ok', facts: { shop } });
  }

  override handle(message: IncomingMessage): Promise<TurnResult> {
    const identified = { ...message, messageId: message.messageId ?? randomUUID() };
    return this.queue.run(message.conversationId, () => this.answerOnce(identified));
  }

  private async answerOnce(message: IdentifiedMessage): Promise<TurnResult> {
    const textHash = createHash('sha256').update(message.text).digest('base64url');
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const conversation = await this.store.find(message.conversationId, message.messageId);
      if (!conversation) return { kind: 'unknown_conversation' };
      // First of all: what was answered before may be another customer's too.
      if (isOtherCustomer(conversation, message)) return { kind: 'other_customer' };
      if (conversation.earlier) return repeated(conversation.earlier, textHash);
      const result = await this.attempt(conversation, message, textHash);
      if (result !== 'changed_meanwhile') return result;
    }
    throw new ConversationBusyError(`gave up after ${ATTEMPTS} attempts`);
  }

  private async attempt(
    conversation: StoredConversation,
    message: IdentifiedMessage,
    textHash: string,
  ): Promise<TurnResult | 'changed_meanwhile'> {
    try {
      // Understanding comes before the transaction: a waiting message must not hold a connection.
      const understanding = await this.nlu.understand(
        message.text,
        conversation.state.lastPrompt || undefined,
      );
      return await this.database.transaction((tx) =>
        this.inTransaction(tx, conversation, message, textHash, () =>
          this.answer(tx, conversation, message, understanding),
        ),
      );
    } catch (error) {
      if (error instanceof NluOverloadedError) throw error;
      const incident = randomUUID();
      // The turn and the ticket carry the incident. The conversation's id stays out: with it anyone can read along.
      this.logger.error({ incident, error }, 'a turn failed; a person takes over');
      return this.database.transaction((tx) =>
        this.inTransaction(tx, conversation, message, textHash, () =>
          this.apologise(tx, conversation, message, incident),
        ),
      );
    }
  }

  /**
   * Holds the conversation, makes sure that nothing happened in between, and records what `work` answers.
   * Every recorded turn changes the version, so the same message answered meanwhile is noticed too.
   */
  private async inTransaction(
    tx: Transaction,
    read: StoredConversation,
    message: IdentifiedMessage,
    textHash: string,
    work: () => Promise<Answer>,
  ): Promise<TurnResult | 'changed_meanwhile'> {
    if ((await this.store.hold(tx, read.id)) !== read.stateVersion) return 'changed_meanwhile';
    const now = this.clock.now();
    const { links = [], ...answer } = await work();
    await this.store.saveTurn(tx, {
      conversation: read,
      messageId: message.messageId,
      textHash,
      text: message.text,
      ...answer,
      links,
      replyAddress: message.replyAddress,
      now,
    });
    return { kind: 'answered', replies: answer.replies, isRepeat: false };
  }

  private async answer(
    tx: Transaction,
    conversation: StoredConversation,
    message: IncomingMessage,
    understanding: Understanding,
  ): Promise<Answer> {
    const { state, turn, before } = await takeTurn(this.turn, conversation, {
      tx,
      message,
      understanding,
      catalogue: this.catalogue.at(understanding.catalogueVersion),
      shop: await this.storefront.shopFacts(tx),
      guestProof: this.identity.guestProof,
      now: this.clock.now(),
    });
    const counted = countTurn(turn, before, (id) => turn.catalogue.find(id));
    const details = { ...understanding, templates: understanding.templates.slice(0, 3) };
    return { state, replies: turn.replies, details, counted, links: orderLinksOf(turn) };
  }

  /** After a fault a person takes over, and the customer is told so. */
  private async apologise(
    tx: Transaction,
    conversation: StoredConversation,
    message: IncomingMessage,
    incident: string,
  ): Promise<Answer> {
    const { facts } = await this.storefront.perform(tx, {
      type: 'hand_off',
      conversationId: conversation.id,
      idempotencyKey: `incident:${incident}`,
      subject: 'system_trouble',
      message: message.text,
      urgent: true,
    });
    const reply = this.catalogue.render({
      templateId: 'system_trouble',
      outcome: 'ok',
      locale: message.locale ?? conversation.locale,
      conversationId: conversation.id,
      channel: conversation.channel,
      facts: { shop: await this.storefront.shopFacts(tx), ...facts },
    });
    const state = structuredClone(conversation.state);
    state.turn += 1;
    state.lastPrompt = reply.text;
    const sender = senderOf(state, message.senderId);
    // What was open may be what failed: it is not tried again.
    if (sender) Object.assign(sender, { task: null, offer: null, answeredWith: wordingOf(reply) });
    return { state, replies: [reply], details: { incident }, counted: countSaid([reply]) };
  }
}

type IdentifiedMessage = IncomingMessage & { messageId: string };

interface Answer {
  state: StoredConversation['state'];
  replies: Rendered[];
  details: unknown;
  counted: CountedWording[];
  links?: OrderLink[];
}

/** A message that comes again gets the replies of its first time, unless it says something else now. */
function repeated(earlier: StoredTurn, textHash: string): TurnResult {
  if (earlier.textHash !== textHash) return { kind: 'message_id_conflict' };
  return { kind: 'answered', replies: earlier.replies, isRepeat: true };
}
