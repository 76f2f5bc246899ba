import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Activity, ActivityTypes, type TurnContext } from 'botbuilder';
import { Clock } from '../../common';
import { DialogPort } from '../../dialog';
import { AnswerService, type Reply } from '../answer.service';
import { CustomerTokenService } from '../customer-token.service';
import { Problem } from '../http/problem';
import { cleanText, isBlank, lengthOf, localeFrom, MAX_TEXT_LENGTH } from '../message-text';
import { OutboxDrainerService } from '../outbox/outbox-drainer.service';
import { OutboxStore } from '../outbox/outbox.store';
import { RateLimitService } from '../rate-limit.service';
import { addressOf, customerTokenOf, externalIdOf, messageIdOf, writtenIn } from './activity';
import { LateTurnsService } from './late-turns.service';
import { thumbsChangeOf } from './reactions';
import { replyActivity } from './reply-activity';

/** What the channel says of itself, outside any turn of the dialog. */
type Prompt = 'greeting' | 'cannot_read';

/** What an activity makes the bot do. */
@Injectable()
export class ActivityTurnService {
  constructor(
    @Inject(DialogPort) private readonly dialog: DialogPort,
    @Inject(AnswerService) private readonly answers: AnswerService,
    @Inject(LateTurnsService) private readonly lateTurns: LateTurnsService,
    @Inject(CustomerTokenService) private readonly tokens: CustomerTokenService,
    @Inject(RateLimitService) private readonly limits: RateLimitService,
    @Inject(OutboxStore) private readonly outbox: OutboxStore,
    @Inject(OutboxDrainerService) private readonly drainer: OutboxDrainerService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Other types of activity are none of ours, and no error. */
  async take(context: TurnContext): Promise<void> {
    const takers: Record<string, () => Promise<void>> = {
      message: () => this.takeMessage(context),
      messageReaction: () => this.takeReaction(context),
      conversationUpdate: () => this.greet(context),
      invoke: () => answerInvoke(context),
    };
    const { type } = context.activity;
    if (Object.hasOwn(takers, type)) await takers[type]?.();
  }

  private async takeMessage(context: TurnContext): Promise<void> {
    const { activity } = context;
    const text = cleanText(writtenIn(activity));
    if (lengthOf(text) > MAX_TEXT_LENGTH) {
      throw new Problem(400, 'TEXT_TOO_LONG', `The text may have ${MAX_TEXT_LENGTH} characters.`, {
        field: 'text',
      });
    }
    const customer = await this.tokens.verify(customerTokenOf(activity));
    if (isBlank(text)) return this.say(context, 'cannot_read', messageIdOf(activity) ?? randomUUID());
    const conversationId = await this.conversationOf(activity);
    const message = {
      channel: 'botframework' as const,
      conversationId,
      senderId: activity.from.id,
      messageId: messageIdOf(activity) ?? randomUUID(),
      text,
      locale: localeFrom(activity.locale),
      customer,
      isGroup: isGroup(activity),
    };
    if (isSynchronous(activity)) return sendNow(context, await this.answers.answer(message));
    await this.lateTurns.take({ ...message, replyAddress: addressOf(activity) });
  }

  /** A reaction to an answer is what a thumb is elsewhere; to anything else it is no concern of ours. */
  private async takeReaction({ activity }: TurnContext): Promise<void> {
    const change = thumbsChangeOf(activity);
    if (!change || !activity.replyToId) return;
    const conversationId = await this.conversationOf(activity);
    await this.limits.countConversation(conversationId);
    const messageId = await this.outbox.answeredBy(conversationId, activity.replyToId);
    if (messageId !== undefined) await this.dialog.takeFeedback({ conversationId, messageId, ...change });
  }

  /** Once per member, however often the channel tells of them. */
  private async greet(context: TurnContext): Promise<void> {
    const { membersAdded = [], recipient } = context.activity;
    const ids = membersAdded.map((member) => member?.id).filter((id) => id && id !== recipient?.id);
    if (ids.length > 0) await this.say(context, 'greeting', ids.sort().join(','));
  }

  private async say(context: TurnContext, prompt: Prompt, onceFor: string): Promise<void> {
    const { activity } = context;
    const conversationId = await this.conversationOf(activity);
    await this.limits.countConversation(conversationId);
    const reply = await this.dialog.prompt(prompt, {
      conversationId,
      channel: 'botframework',
      locale: localeFrom(activity.locale),
    });
    if (isSynchronous(activity)) return sendNow(context, [reply]);
    const onceKey = `${prompt}:${onceFor}`;
    const payload = { ...reply, replyAddress: addressOf(activity), onceKey };
    await this.outbox.add(conversationId, 'botframework', payload, this.clock.now());
    void this.drainer.drain(conversationId);
  }

  private conversationOf(activity: Activity): Promise<string> {
    return this.dialog.conversationFor('botframework', externalIdOf(activity), addressOf(activity));
  }
}

function isSynchronous({ deliveryMode }: Activity): boolean {
  return deliveryMode === 'expectReplies';
}

/** Teams tells it of channels and group chats; other channels may only say what kind of conversation it is. */
function isGroup({ conversation }: Activity): boolean {
  const { isGroup, conversationType } = conversation;
  return isGroup === true || conversationType === 'groupChat' || conversationType === 'channel';
}

async function sendNow(context: TurnContext, replies: Reply[]): Promise<void> {
  const address = addressOf(context.activity);
  if (replies.length > 0) await context.sendActivities(replies.map((reply) => replyActivity(reply, address)));
}

/** The one invoke that concerns every bot; others get 501 from the SDK. */
async function answerInvoke(context: TurnContext): Promise<void> {
  if (context.activity.name !== 'healthCheck') return;
  const body = { healthResults: { success: true, messages: ['Health check succeeded.'] } };
  await context.sendActivity({ type: ActivityTypes.InvokeResponse, value: { status: 200, body } });
}
