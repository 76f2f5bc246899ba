import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { DATABASE, schema, StorageModule, type Database } from '../../storage';
import {
  createTestDatabase,
  ENGINES,
  TEST_SERVER,
  type TestDatabase,
} from '../../../test/support/test-database';
import { LabellingExportService, type LabellingRow } from './labelling-export.service';
import { LabellingModule } from './labelling.module';

/** Python reads it as training messages (`training/tests/test_exported_turns.py`). */
const FIXTURE = join(__dirname, '../../../test/fixtures/exported-turns.jsonl');

interface Line {
  text: string;
  /** What was said to it: a template and its words. */
  reply: [string, string];
  thumbs?: 'down';
  intent?: number;
  inScope?: boolean;
  scope?: number;
  scores?: Record<string, number>;
  orderNumber?: string;
  at?: string;
}

const TALKS: Record<string, Line[]> = {
  sure: [{ text: 'what are your opening hours?', reply: ['store_hours', 'Monday to Saturday'] }],
  tie: [
    {
      text: '😍 Hi, Ana Costa here: where is W1001? ana@example.com',
      reply: ['ask_email', 'Which address is order W1001 under, Ana?'],
      scores: { order_status: 0.45, delivery_late: 0.4 },
      orderNumber: 'W1001',
    },
    { text: 'ana@example.com', reply: ['order_status', 'It is on its way'], scores: { account_help: 0.2 } },
    {
      text: 'and when does W1001 come then',
      reply: ['order_status', 'Tomorrow'],
      intent: 0.55,
      orderNumber: 'W1001',
      thumbs: 'down',
    },
  ],
  alike: [{ text: 'and when does W1002 come then', reply: ['order_status', 'Tomorrow'], intent: 0.58 }],
  corrected: [
    {
      text: 'the kettle is too small',
      reply: ['item_defective', 'I am sorry'],
      scores: { item_defective: 0.8 },
    },
    {
      text: 'no, I meant I want to swap it',
      reply: ['exchange_item', 'Sure'],
      scores: { exchange_item: 0.9 },
    },
  ],
  handed: [
    { text: 'blorp the frobnicator', reply: ['fallback', 'Sorry?'], inScope: false, scope: 0.44 },
    { text: 'frobnicate me', reply: ['offer_person', 'A person?'], inScope: false, scope: 0.02 },
    { text: 'yes', reply: ['contact_agent', 'Soon'], scores: { affirm: 0.5, thanks: 0.3 } },
  ],
  address: [
    { text: 'change my address', reply: ['ask_new_address', 'To which?'] },
    { text: 'Villa Rosa, the old mill', reply: ['change_address', 'Done'], scores: { thanks: 0.1 } },
  ],
  old: [{ text: 'a message of last year', reply: ['thanks', 'Hm'], intent: 0.3, at: '2025-01-01T00:00:00Z' }],
};

function understandingOf(line: Line): object {
  const { text, intent = 1, inScope = true, scope = 1, scores = { order_status: 0.95 }, orderNumber } = line;
  const start = orderNumber ? text.indexOf(orderNumber) : 0;
  const entity = { type: 'ORDER_NUMBER', start, end: start + (orderNumber?.length ?? 0), text: orderNumber };
  return {
    intent: { label: 'inquiry', confidence: intent, scores: {} },
    inScope,
    scopeConfidence: scope,
    entities: orderNumber ? [entity] : [],
    templates: Object.entries(scores).map(([id, score]) => ({ id, score, similarity: score })),
    model: { name: 'made-up', version: '1' },
    thresholds: { scope: 0.5, lowScore: 0.3, nearTie: 0.1 },
  };
}

async function record(db: Database): Promise<void> {
  await db.insert(schema.customers).values({ id: 'ana', email: 'ana@example.com', name: 'Ana Costa' });
  for (const [id, kind, action] of [
    ...['order_status', 'item_defective', 'exchange_item', 'account_help', 'thanks'].map((one) => [
      one,
      'answer',
    ]),
    ['contact_agent', 'answer', 'hand_off'],
    ['affirm', 'act'],
  ]) {
    const definition = action ? { action: { type: action } } : {};
    await db.insert(schema.templates).values({ id: id!, kind: kind!, version: 1, definition });
  }
  for (const [id, lines] of Object.entries(TALKS)) {
    const proof = { orderIds: [], ...(id === 'tie' && { customer: { customerId: 'ana' } }) };
    const state = { turn: lines.length, lastPrompt: '', senders: { 'user 1': { proof } } };
    await db.insert(schema.conversations).values({ id, channel: 'rest', state });
    for (const [i, line] of lines.entries()) {
      const createdAt = new Date(line.at ?? '2026-03-01T00:00:00Z');
      const turn = { conversationId: id, messageId: String(i), textHash: '', replies: [] };
      const [{ turnId }] = (await db
        .insert(schema.turns)
        .values(turn)
        .returning({ turnId: schema.turns.id })) as [{ turnId: number }];
      const said = { conversationId: id, turnId, createdAt };
      const [templateId, text] = line.reply;
      const reply = { templateId, outcome: 'ok', ...(line.thumbs && { thumbs: line.thumbs }) };
      await db.insert(schema.transcript).values([
        { ...said, author: 'customer', text: line.text, details: understandingOf(line) },
        { ...said, author: 'bot', text, details: reply },
      ]);
    }
  }
}

/** The same numbers each time. */
function drawing(): () => number {
  let state = 1;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

describe.each(ENGINES)(`${LabellingExportService.name} on %s`, (engine) => {
  let database: TestDatabase | undefined;
  let module: TestingModule;
  let rows: LabellingRow[];
  let labelling: LabellingExportService;

  beforeAll(async () => {
    if (engine === 'PostgreSQL' && TEST_SERVER) database = await createTestDatabase(TEST_SERVER);
    const imports = [
      StorageModule.forRoot({ databaseUrl: database?.url, dataDir: 'memory://' }),
      LabellingModule,
    ];
    module = await Test.createTestingModule({ imports }).compile();
    await module.init();
    await record(module.get<Database>(DATABASE));
    labelling = module.get(LabellingExportService);
    rows = await labelling.rows({ limit: 100, since: new Date('2026-01-01') }, drawing());
  });
  afterAll(async () => {
    await module.close();
    await database?.drop();
  });

  it('takes what is doubtful, what customers objected to and what a person had to take over; the worst first', () => {
    expect(rows.map(({ reasons, certainty }) => [certainty, ...reasons])).toEqual([
      [0.275, 'intent_unsure', 'thumbs_down'],
      [0.28, 'scope_unsure', 'handed_off'],
      [0.4, 'corrected'],
      [0.45, 'template_unsure', 'near_tie'],
      [0.49, 'handed_off'],
    ]);
  });

  it('tells of nobody, and writes no real number', () => {
    expect(JSON.stringify(rows)).not.toMatch(/ana|costa|W1001|W1002|villa/i);
    const [first, , , tie] = rows;
    expect(tie).toMatchObject({
      text: expect.stringMatching(/^😍 Hi, \[name\] here: where is W\d{4}\? \[email\]$/),
      entities: [{ type: 'ORDER_NUMBER', start: 28, end: 33 }],
    });
    expect(first?.context).toBe('It is on its way');
  });

  it('is what training reads', () => {
    const written = readFileSync(FIXTURE, 'utf8');
    expect(rows.map((row) => `${JSON.stringify(row)}\n`).join('')).toBe(written);
  });

  it('takes no more than asked for, nothing older, and the more the surer the model has to be', async () => {
    const textsOf = async (...query: Parameters<LabellingExportService['rows']>): Promise<string[]> =>
      (await labelling.rows(...query)).map(({ text }) => text);
    expect(await textsOf({ limit: 1 })).toHaveLength(1);
    expect(await textsOf({ limit: 100 })).toContain('a message of last year');
    expect(await textsOf({ limit: 100, below: 0.99 })).toContain('what are your opening hours?');
    expect(await textsOf({ limit: 100, below: 0 })).not.toContain('a message of last year');
  });
});
