import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type ChannelsApp, startChannels } from '../../../test/support/channels-app';
import { type FakeConnector, startConnector } from '../../../test/support/fake-connector';
import { AppError } from '../../common';
import { LateTurnsService, TURN_TIMES, type TurnTimes } from './late-turns.service';

const TIMES: TurnTimes = { answerWithinMs: 30, retryPausesMs: [5, 5], endWithinMs: 1_000 };

class BusyError extends AppError {
  readonly code = 'CONVERSATION_BUSY';
}

describe(LateTurnsService.name, () => {
  let connector: FakeConnector;
  let channels: ChannelsApp;

  const send = (text = 'hello'): Promise<Answer> =>
    channels.post('/api/messages', {
      type: 'message',
      id: 'activity-1',
      channelId: 'emulator',
      serviceUrl: connector.url,
      conversation: { id: 'conversation-1' },
      from: { id: 'user-1' },
      recipient: { id: 'bot-1' },
      text,
    });
  const start = async (times: Partial<TurnTimes> = {}): Promise<void> => {
    channels = await startChannels({ RATE_LIMIT_PER_MINUTE: '1' }, (builder) =>
      builder.overrideProvider(TURN_TIMES).useValue({ ...TIMES, ...times }),
    );
  };
  /** The next attempts take their time and fail as told; later ones answer at once. */
  const failLate = (...failures: Error[]): void => {
    channels.dialog.script = async ({ text }) => {
      const failure = failures.shift();
      if (!failure) return [{ text: `You said: ${text}` }];
      await pause(2 * TIMES.answerWithinMs);
      throw failure;
    };
  };
  const texts = (): unknown[] => connector.deliveries.map(({ activity }) => activity['text']);

  beforeAll(async () => {
    connector = await startConnector();
  });
  afterAll(() => connector.close());
  beforeEach(() => start());
  afterEach(async () => {
    await channels.app.close();
    connector.deliveries.splice(0);
  });

  it('takes a message again that could not be taken after its activity was answered', async () => {
    failLate(new BusyError('again and again'), new BusyError('once more'));
    expect((await send()).status).toBe(200);
    await connector.accepted(1);
    expect(texts()).toEqual(['You said: hello']);
    expect(connector.deliveries[0]?.activity).toMatchObject({ replyToId: 'activity-1' });
  });

  it.each<[string, Error[]]>([
    ['could not be taken at last', Array.from({ length: 3 }, () => new BusyError('again and again'))],
    ['failed', [new TypeError('a fault')]],
  ])('tells the customer when a late turn %s', async (_, failures) => {
    failLate(...failures);
    expect((await send()).status).toBe(200);
    await connector.accepted(1);
    expect(texts()).toEqual(['(system_trouble)']);
    expect(connector.deliveries[0]?.activity).toMatchObject({ replyToId: 'activity-1' });
  });

  it('leaves it to the channel to send a message again whose activity was not answered yet', async () => {
    expect(await send('overload')).toMatchObject({ status: 503, body: { code: 'NLU_OVERLOADED' } });
    await pause(2 * TIMES.answerWithinMs);
    expect(channels.outbox.rows).toEqual([]);
  });

  it('ends its turns and delivers their replies before what they need ends', async () => {
    const ends: string[] = [];
    // As the model and the database do: their modules are global, and end last.
    Object.assign(channels.dialog, { onApplicationShutdown: () => void ends.push(`${texts().join()} end`) });
    channels.dialog.script = async () => {
      await pause(10 * TIMES.answerWithinMs);
      return [{ text: 'late' }];
    };
    expect((await send()).status).toBe(200);
    await channels.app.close();
    expect(ends).toEqual(['late end']);
  });

  it('does not hold a shutdown up for ever', async () => {
    await channels.app.close();
    await start({ endWithinMs: 50 });
    channels.dialog.script = () => new Promise(() => undefined);
    expect((await send()).status).toBe(200);
    await channels.app.close();
    expect(channels.log).toContainEqual(
      expect.objectContaining({ turns: expect.any(Number), msg: 'turns did not end before the service did' }),
    );
  });
});
