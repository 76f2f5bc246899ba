import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { Answer } from '../../../test/support/channels-app';
import { EventsApp, SECRETS } from '../../../test/support/events-app';
import { ENGINES } from '../../../test/support/test-database';
import { signedAt, STANDARD } from '../../../test/support/webhook-ways';

const BODY = JSON.stringify({
  type: 'order.shipped',
  timestamp: '2026-03-02T09:00:00.000Z',
  data: { orderId: 'W1001' },
});

describe.each(ENGINES)('An event after the Standard Webhooks specification, on %s', (engine) => {
  let events: EventsApp;

  beforeAll(async () => {
    events = await EventsApp.start(engine);
  });
  afterEach(() => events.empty());
  afterAll(() => events.stop());

  const send = (body: string, headers: Record<string, string>): Promise<Answer> =>
    events.post(STANDARD.path, body, headers);
  const expectRefusal = async (answer: Answer, status: number, code: string): Promise<void> => {
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await events.events()).toEqual([]);
  };

  it('takes what the library of the specification signs, and tells what it says', async () => {
    const headers = STANDARD.sign(BODY, undefined, 'msg_first');
    expect(new Webhook(SECRETS.STANDARD_WEBHOOK_SECRET).verify(BODY, headers)).toEqual(JSON.parse(BODY));
    expect(await send(BODY, headers)).toMatchObject({ status: 200 });
    expect(await events.events()).toMatchObject([
      {
        source: 'standard',
        topic: 'order.shipped',
        deliveryKey: 'msg_first',
        resourceKey: 'order:W1001',
        triggeredAt: new Date('2026-03-02T09:00:00Z'),
      },
    ]);
  });

  it.each([-290, 290])(
    'takes a time that is %d s away, and none that is a little further',
    async (seconds) => {
      const near = new Date(events.now.getTime() + seconds * 1000);
      const secret = SECRETS.STANDARD_WEBHOOK_SECRET;
      expect(await send(BODY, signedAt(near, BODY, secret))).toMatchObject({ status: 200 });
      await events.empty();
      const far = new Date(near.getTime() + Math.sign(seconds) * 15_000);
      await expectRefusal(await send(BODY, signedAt(far, BODY, secret)), 401, 'WEBHOOK_TIMESTAMP_STALE');
    },
  );

  it('takes one right signature among several', async () => {
    const headers = STANDARD.sign(BODY);
    const wrong = `v1,${'A'.repeat(43)}=`;
    const several = `v1a,x ${wrong} ${headers['webhook-signature']} ${wrong}`;
    expect(await send(BODY, { ...headers, 'webhook-signature': several })).toMatchObject({
      status: 200,
    });
  });

  it.each(['id', 'timestamp'])('refuses another %s than was signed', async (part) => {
    const headers = STANDARD.sign(BODY);
    const now = String(Math.floor(Date.now() / 1000) + 1);
    const changed: Record<string, string> =
      part === 'id' ? { 'webhook-id': 'another' } : { 'webhook-timestamp': now };
    await expectRefusal(await send(BODY, { ...headers, ...changed }), 401, 'WEBHOOK_SIGNATURE_WRONG');
  });

  it.each(['soon', '1e9', '-5', '2026-03-02T09:00:00Z'])('refuses %s for a time', async (timestamp) => {
    const headers = { ...STANDARD.sign(BODY), 'webhook-timestamp': timestamp };
    await expectRefusal(await send(BODY, headers), 400, 'WEBHOOK_HEADER_INVALID');
  });

  it('keeps an event without a type among the dead letters', async () => {
    await send('{"data": {}}', STANDARD.sign('{"data": {}}'));
    await events.later(0);
    expect(await events.events()).toMatchObject([
      { state: 'dead', errorCode: 'EVENT_MALFORMED', errorPath: 'type' },
    ]);
  });
});
