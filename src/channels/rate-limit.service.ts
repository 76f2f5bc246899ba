import { isIPv6 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { StoredeskConfig } from '../config';
import { Problem } from './http/problem';

/** Counts messages per minute, for each client address and for each conversation, in this process. */
@Injectable()
export class RateLimitService {
  private readonly limiters?: { address: RateLimiterMemory; conversation: RateLimiterMemory };

  constructor(@Inject(StoredeskConfig) { limits }: StoredeskConfig) {
    const points = limits.messagesPerMinute;
    if (points === 0) return;
    this.limiters = {
      address: new RateLimiterMemory({ keyPrefix: 'address', points, duration: 60 }),
      conversation: new RateLimiterMemory({ keyPrefix: 'conversation', points, duration: 60 }),
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

  private async count(kind: 'address' | 'conversation', key: string): Promise<void> {
    try {
      await this.limiters?.[kind].consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new Problem(429, 'RATE_LIMITED', 'Too many messages. Wait before the next one.', {
        retryAfterS: refusal.msBeforeNext / 1000,
      });
    }
  }
}

/** One client can use every address of an IPv6 /64, so they count as one. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address.replace(/^::ffff:/i, '');
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const tailGroups = tail === undefined ? [] : tail.split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : 8 - groups.length - tailGroups.length;
  return [...groups, ...Array<string>(zeros).fill('0'), ...tailGroups].slice(0, 4).join(':');
}
