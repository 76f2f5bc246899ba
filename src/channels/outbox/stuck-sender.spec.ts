import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FakeOutbox } from '../../../test/support/fake-outbox';
import { SystemClock } from '../../common';
import { MetricsService } from '../../observability';
import { OutboxDrainerService } from './outbox-drainer.service';
import { OutboxSender } from './outbox.sender';
import type { OutboxItem } from './outbox.store';

/** Hangs on texts that say so. */
class HangingSender extends OutboxSender {
  readonly channel = 'botframework';
  readonly sent: string[] = [];
  override send({ payload }: OutboxItem): Promise<string | undefined> {
    if (payload.text.startsWith('hang')) return new Promise(() => undefined);
    this.sent.push(payload.text);
    return Promise.resolve(undefined);
  }
}

describe('A sender that never settles', () => {
  const LIMIT_MS = 30_000;
  let outbox: FakeOutbox;
  let sender: HangingSender;
  let drainer: OutboxDrainerService;

  const wait = (conversationId: string, text: string): Promise<void> =>
    outbox.add(conversationId, 'botframework', { text }, new Date());

  beforeEach(() => {
    jest.useFakeTimers();
    Logger.overrideLogger(false);
    outbox = new FakeOutbox();
    sender = new HangingSender();
    drainer = new OutboxDrainerService(outbox, [sender], new SystemClock(), new MetricsService());
    drainer.onApplicationBootstrap();
  });
  afterEach(() => {
    drainer.beforeApplicationShutdown();
    jest.useRealTimers();
  });

  it('fails after half a minute, and the poll goes on with the others', async () => {
    await wait('stuck', 'hang');
    await jest.advanceTimersByTimeAsync(2_000);
    expect(outbox.rows[0]?.attempts).toBe(1);
    await wait('other', 'hello');
    await jest.advanceTimersByTimeAsync(LIMIT_MS + 2_000);
    expect(sender.sent).toEqual(['hello']);
    expect(outbox.rows[0]?.attempts).toBe(2);
  });

  it('makes its conversation wait, and no longer than it hangs', async () => {
    await wait('stuck', 'hang');
    await wait('stuck', 'next');
    await jest.advanceTimersByTimeAsync(2_000);
    outbox.rows[0]!.payload.text = 'first';
    await jest.advanceTimersByTimeAsync(LIMIT_MS + 4_000);
    expect(sender.sent).toEqual(['first', 'next']);
  });

  it('delays the shutdown by half a minute, however many hang', async () => {
    for (let number = 0; number < 50; number += 1) await wait(`c${number}`, 'hang');
    await jest.advanceTimersByTimeAsync(2_000);
    let isDown = false;
    drainer.beforeApplicationShutdown();
    void drainer.onApplicationShutdown().then(() => (isDown = true));
    await jest.advanceTimersByTimeAsync(LIMIT_MS - 2_000);
    expect(isDown).toBe(false);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(isDown).toBe(true);
  });
});
