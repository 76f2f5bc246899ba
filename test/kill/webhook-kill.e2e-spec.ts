import { WebhookReceiver } from '../support/webhook-receiver';
import { killTargets } from './kill-target';
import { ServiceProcess } from './service-process';

const KILLS = 5;
const ADMIN_API_KEY = 'the-key-of-an-admin-in-tests';

describe.each(killTargets())('A service killed while it delivers a webhook, on $name', (target) => {
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
  });
  afterAll(async () => {
    await receiver.stop();
    await target.dispose();
  });

  it('has a return agreed in chat recorded once, and applied once by a receiver that fails five times', async () => {
    const environment = {
      ...(await target.environment()),
      ADMIN_API_KEY,
      WEBHOOK_PRIVATE_TARGETS: '127.0.0.1',
    };
    let service = await ServiceProcess.start(environment);
    const subscribed = await fetch(`${service.url}/v1/admin/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: receiver.url, types: ['return.requested'] }),
    });
    expect(subscribed.status).toBe(200);
    // It takes some requests and fails, takes others and says nothing: the service is killed while it waits.
    const outcomes = [500, null, 503, null, 500] as const;
    for (const [round, outcome] of outcomes.entries()) {
      receiver.answer = outcome === null ? null : 'failed';
      receiver.nextStatuses.splice(0, Infinity, outcome ?? 500);
      if (round === 0) await agreeOnReturn(service);
      await receivedCount(receiver, round + 1);
      // A moment later or none, so that the failure is settled or not.
      await new Promise((resolve) => setTimeout(resolve, round * 20));
      await service.kill();
      await target.inspect(async (query) => {
        expect(await query("select number from returns where reason like '%too loud%'")).toHaveLength(1);
        expect(await query('select type from outgoing_events')).toEqual([{ type: 'return.requested' }]);
        // The rest of the test is not to wait for the next attempt, nor for the killed one's lease.
        const waiting = await query(`update webhook_deliveries set next_attempt_at = now()
          where delivered_at is null and given_up_at is null returning id`);
        expect(waiting).toHaveLength(1);
        await query('update webhook_subscriptions set paused_until = null');
      });
      if (round === KILLS - 1) receiver.answer = 'ok';
      service = await ServiceProcess.start(environment);
    }
    await receiver.appliedCount(1);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await service.kill();

    expect(receiver.received.length).toBeGreaterThan(KILLS);
    expect(new Set(receiver.received.map(({ messageId }) => messageId)).size).toBe(1);
    expect(receiver.applied).toHaveLength(1);
    await target.inspect(async (query) => {
      const [row] = await query("select number from returns where reason like '%too loud%'");
      expect(receiver.applied[0]?.body.data['returnNumber']).toBe(row?.['number']);
      expect(await query('select 1 from webhook_deliveries where delivered_at is not null')).toHaveLength(1);
    });
  }, 300_000);
});

async function agreeOnReturn(service: ServiceProcess): Promise<void> {
  const begun = await service.post('/v1/conversations', {});
  const said = [
    'I want to send back the kettle from order W1002, it is far too loud for our small kitchen at night',
    'ben@example.com',
    'yes please',
  ];
  let last: unknown;
  for (const text of said) {
    const { body } = await service.post('/v1/messages', {
      conversationId: begun.body['conversationId'],
      text,
    });
    last = body['replies'];
  }
  expect(last).toMatchObject([{ templateId: 'return_start', outcome: 'ok' }]);
}

async function receivedCount(receiver: WebhookReceiver, count: number): Promise<void> {
  for (let waitedMs = 0; receiver.received.length < count; waitedMs += 10) {
    if (waitedMs > 30_000) throw new Error(`only ${receiver.received.length} of ${count} webhooks came`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
