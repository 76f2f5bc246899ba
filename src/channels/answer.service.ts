import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../common';
import { DialogPort, type IncomingMessage, type TurnResult } from '../dialog';
import { MetricsService } from '../observability';
import { Problem } from './http/problem';
import { RateLimitService } from './rate-limit.service';

export type Reply = Extract<TurnResult, { kind: 'answered' }>['replies'][number];

/** Puts one message to the dialog, for every channel alike: limited, measured, and refusals made into problems. */
@Injectable()
export class AnswerService {
  constructor(
    @Inject(DialogPort) private readonly dialog: DialogPort,
    @Inject(RateLimitService) private readonly limits: RateLimitService,
    @Inject(MetricsService) private readonly metrics: MetricsService,
  ) {}

  /**
   * The replies to the message; those of the first time if it was sent before.
   * @throws Problem when the dialog refuses the message, NluOverloadedError when it cannot take it now
   */
  async answer(message: IncomingMessage): Promise<Reply[]> {
    await this.limits.countConversation(message.conversationId);
    return this.answerAgain(message);
  }

  /** As `answer`, for a message that was counted when it could not be taken. */
  async answerAgain(message: IncomingMessage): Promise<Reply[]> {
    const startedAt = performance.now();
    let label = 'failed';
    try {
      const result = await this.dialog.handle(message);
      label = result.kind === 'answered' && result.isRepeat ? 'repeated' : result.kind;
      return repliesOf(result);
    } catch (error) {
      if (error instanceof AppError) label = error.code.toLowerCase();
      throw error;
    } finally {
      this.metrics.observeTurn(message.channel, label, (performance.now() - startedAt) / 1000);
    }
  }
}

function repliesOf(result: TurnResult): Reply[] {
  switch (result.kind) {
    case 'answered':
      return result.replies;
    case 'unknown_conversation':
      throw new Problem(404, 'CONVERSATION_UNKNOWN', 'There is no such conversation.', {
        field: 'conversationId',
      });
    case 'message_id_conflict':
      throw new Problem(409, 'MESSAGE_ID_CONFLICT', 'This message id was used before with another text.', {
        field: 'messageId',
      });
    case 'other_customer':
      throw new Problem(
        403,
        'CUSTOMER_MISMATCH',
        'The token names another customer than this conversation.',
        {
          field: 'customerToken',
        },
      );
  }
}
