import { killTargets, type Query } from './kill-target';
import { ServiceProcess } from './service-process';

const KILLS = 20;
const LANES = 4;
const TEXTS = [
  'where is my order W1002?',
  'ben@example.com',
  'I want to send the kettle back, it is far too loud for our small kitchen at night',
  'yes please',
  'what are your opening hours?',
  'the item in order W1004 arrived broken',
  'never mind',
  'I want to talk to a person',
];

interface Acknowledged {
  conversationId: string;
  messageId: string;
  text: string;
  body: unknown;
}

describe.each(killTargets())('A service killed in the middle of a load of turns, on $name', (target) => {
  afterAll(() => target.dispose());

  it(`has every acknowledged turn and no half one after each of ${KILLS} kills`, async () => {
    const environment = await target.environment();
    let acknowledged: Acknowledged[] = [];
    for (let seed = 1; seed <= KILLS; seed += 1) {
      const service = await ServiceProcess.start(environment);
      for (const turn of acknowledged) {
        const again = await service.post('/v1/messages', {
          conversationId: turn.conversationId,
          messageId: turn.messageId,
          text: turn.text,
        });
        expect(again).toEqual({ status: 200, body: turn.body });
      }
      acknowledged = await loadUntilKilled(service, seed);
      await target.inspect((query) => expectWholeTurns(query, acknowledged));
    }
    expect(acknowledged.length).toBeGreaterThan(0);
  }, 600_000);
});

/** Several customers write at once; the kill comes after a time that the seed decides. */
async function loadUntilKilled(service: ServiceProcess, seed: number): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  let isOver = false;
  const lane = async (number: number): Promise<void> => {
    const begun = await service.post('/v1/conversations', {});
    const conversationId = String(begun.body.conversationId);
    for (let index = 0; !isOver; index += 1) {
      const messageId = `${seed}-${number}-${index}`;
      const text = TEXTS[(index + number + seed) % TEXTS.length] ?? '';
      const { status, body } = await service.post('/v1/messages', { conversationId, messageId, text });
      if (status === 200) acknowledged.push({ conversationId, messageId, text, body });
    }
  };
  // Once the service is killed each lane ends with a refused connection: that is the point.
  const lanes = Array.from({ length: LANES }, (_, number) => lane(number).catch(() => undefined));
  await new Promise((resolve) => setTimeout(resolve, 120 + ((seed * 7919) % 380)));
  await service.kill();
  isOver = true;
  await Promise.all(lanes);
  return acknowledged;
}

async function expectWholeTurns(query: Query, acknowledged: Acknowledged[]): Promise<void> {
  const stored = await query('select conversation_id, message_id from turns');
  const keys = new Set(stored.map((row) => `${String(row.conversation_id)} ${String(row.message_id)}`));
  for (const turn of acknowledged) expect(keys).toContain(`${turn.conversationId} ${turn.messageId}`);

  const halves = await query(`
    select c.id from conversations c
    left join (select conversation_id, count(*) as turns, sum(jsonb_array_length(replies)) as replies
               from turns group by 1) t on t.conversation_id = c.id
    left join (select conversation_id, count(*) filter (where author = 'customer') as said,
                      count(*) filter (where author = 'bot') as answered
               from transcript group by 1) s on s.conversation_id = c.id
    where c.state_version <> coalesce(t.turns, 0)
       or coalesce(s.said, 0) <> coalesce(t.turns, 0)
       or coalesce(s.answered, 0) <> coalesce(t.replies, 0)
       or (c.state->>'turn')::int <> coalesce(t.turns, 0)`);
  expect(halves).toEqual([]);
  const orphans = await query(`
    select number from returns where number not in (select facts->'return'->>'number' from actions where facts ? 'return')
      and order_id not in (select id from orders where number in ('W1007', 'W1012'))
    union all select number from tickets
      where number not in (select facts->'ticket'->>'number' from actions where facts ? 'ticket')`);
  expect(orphans).toEqual([]);
}
