import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from '../common';
import { StoredeskConfig } from '../config';
import { Problem } from './http/problem';

/** Ten customers behind one address, each with a page that asks for late messages once a second, are honest. */
const LEAST_POLLS_PER_MINUTE = 600;
const POLLS_PER_MESSAGE = 10;

type Counted = 'address' | 'conversation' | 'poll';

/** Counts messages and polls per minute, for each client address and for each conversation, in this process. */
@Injectable()
export class RateLimitService {
  private readonly limiters?: Record<Counted, RateLimiterMemory>;

  constructor(@Inject(StoredeskConfig) { limits }: StoredeskConfig) {
    const points = limits.messagesPerMinute;
    if (points === 0) return;
    const polls = Math.max(LEAST_POLLS_PER_MINUTE, POLLS_PER_MESSAGE * points);
    this.limiters = {
      address: new RateLimiterMemory({ keyPrefix: 'address', points, duration: 60 }),
      conversation: new RateLimiterMemory({ keyPrefix: 'conversation', points, duration: 60 }),
      poll: new RateLimiterMemory({ keyPrefix: 'poll', points: polls, duration: 60 }),
    };
  }

  /** @throws Problem 429 with the seconds to wait */
  async countAddress(address: string): Promise<void> {
    await this.count('address', networkOf(address));
  }

  /** @throws Problem 429 with the seconds to wait */
  async countConversation(conversationId: string): Promise<void> {
    await this.count('conversation', conversationId);
  }

  /**
   * Counts a question for late messages, apart from the messages themselves.
   * @throws Problem 429 with the seconds to wait
   */
  async countPoll(address: string): Promise<void> {
    await this.count('poll', networkOf(address));
  }

  private async count(kind: Counted, key: string): Promise<void> {
    try {
      await this.limiters?.[kind].consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new Problem(429, 'RATE_LIMITED', 'Too many requests. Wait before the next one.', {
        retryAfterS: refusal.msBeforeNext / 1000,
      });
    }
  }
}
