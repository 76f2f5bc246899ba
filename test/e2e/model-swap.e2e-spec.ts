import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sql } from 'drizzle-orm';
import { copyTinyModel, removeCopies } from '../../src/nlu/fixtures/copy-tiny-model';
import { BotApp } from '../support/bot-app';
import { StaffClient } from '../support/staff-client';
import { until } from '../support/until';

interface Answer {
  status: number;
  replies: unknown[];
}

describe('Changing the model while customers chat', () => {
  const first = copyTinyModel(() => undefined);
  const second = copyTinyModel((manifest) => {
    manifest.version = '2';
    manifest.thresholds.nearTie = 0.2;
  });
  const broken = copyTinyModel(() => undefined);
  let bot: BotApp;
  let url: string;

  beforeAll(async () => {
    writeFileSync(join(broken, 'model.int8.onnx'), 'no model');
    bot = await BotApp.start({ MODEL_DIR: first });
    url = await bot.url();
  });
  afterAll(async () => {
    await bot.stop();
    removeCopies();
  });

  const say = async (text: string): Promise<Answer> => {
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text }),
    });
    const { replies } = (await response.json()) as Pick<Answer, 'replies'>;
    return { status: response.status, replies };
  };

  it('drops no message at 20 a second; one version understood each, and its thresholds decided', async () => {
    const operator = new StaffClient(url, { Authorization: 'Bearer admin' });
    const answers: Promise<Answer>[] = [];
    const customers = setInterval(() => {
      answers.push(say(`where is order W${1000 + answers.length}?`));
    }, 50);
    const statuses: number[] = [];
    for (const modelDir of [second, first, broken, second]) {
      const { status } = await operator.post('/model', { directory: basename(modelDir) });
      statuses.push(status);
      const sinceThen = answers.length;
      await until(() => answers.length >= sinceThen + 10);
    }
    clearInterval(customers);
    expect(statuses).toEqual([200, 200, 422, 200]);
    const got = await Promise.all(answers);
    expect(got.filter(({ status, replies }) => status !== 200 || replies.length === 0)).toEqual([]);

    const { rows } = await bot.database.execute<{ version: string; tie: number }>(sql`
      select details->'model'->>'version' as version, (details->'thresholds'->>'nearTie')::float8 as tie
      from transcript where author = 'customer' order by id`);
    expect(rows).toHaveLength(got.length);
    expect(new Set(rows.map(({ version, tie }) => `${version}: ${tie}`))).toEqual(
      new Set(['1: 0.1', '2: 0.2']),
    );
    // Nobody was handed to a person over a fault.
    const tickets = await bot.database.execute(sql`select 1 from tickets where subject = 'system_trouble'`);
    expect(tickets.rows).toEqual([]);
  });
});
