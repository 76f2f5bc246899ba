import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScripts, type Script, type Step } from '../../src/admin/golden/script';
import { DialogPort, type SignedInCustomer } from '../../src/dialog';
import { countRows } from '../../src/dialog/rehearsal/row-count';
import { CataloguePort, type Template } from '../../src/templates';
import { BotApp } from '../support/bot-app';

const FILES = readdirSync(__dirname).filter((name) => name.endsWith('.md') && name !== 'README.md');
/** Files that publish templates get a service of their own, so that no other conversation meets them. */
const PUBLISHING = new Set(['shop-templates.md']);

describe.each([FILES.filter((file) => !PUBLISHING.has(file)), [...PUBLISHING]])(
  'The conversations of %s',
  (...files) => {
    let bot: BotApp;

    beforeAll(async () => {
      bot = await BotApp.start();
    });
    afterAll(() => bot.stop());
    beforeEach(() => bot.resetShop());

    describe.each(files)('%s', (file) => {
      it.each(parseScripts(readFileSync(join(__dirname, file), 'utf8')).map((script) => [script.title, script] as const))(
        '%s',
        (_, script) => play(bot, script),
      );
    });
  },
);

async function play(bot: BotApp, script: Script): Promise<void> {
  const dialog = bot.app.get(DialogPort, { strict: false });
  let conversationId = await dialog.begin('rest');
  let senderId = 'customer';
  let customer: SignedInCustomer | undefined;
  let replies: string[] = [];
  const told: string[] = [];
  for (const step of script.steps) {
    const trace = (): string => [...told, `line ${step.line}`].join('\n');
    switch (step.kind) {
      case 'token':
        customer = {
          customerId: `cust-${step.email.split('@')[0]}`,
          email: step.email,
          expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
        };
        break;
      case 'sender':
        senderId = step.senderId;
        break;
      case 'new_conversation':
        conversationId = await dialog.begin('rest');
        break;
      case 'template':
        await bot.app.get(CataloguePort, { strict: false }).publish(step.definition as Template);
        break;
      case 'customer': {
        if (replies.length > 0) throw new Error(`unexpected replies: ${replies.join(' | ')}\n${trace()}`);
        const result = await dialog.handle({
          channel: 'rest',
          conversationId,
          senderId,
          text: step.text,
          customer,
        });
        if (result.kind !== 'answered') throw new Error(`${result.kind}\n${trace()}`);
        replies = result.replies.map((reply) => `${reply.templateId} ${reply.outcome}: ${reply.text}`);
        told.push(`> ${step.text}`, ...replies.map((reply) => `< ${reply}`));
        break;
      }
      case 'reply':
        expectReply(replies.shift(), step, trace);
        break;
      case 'rows':
        await expectRows(bot, step, trace);
    }
  }
  if (replies.length > 0) throw new Error(`unexpected replies: ${replies.join(' | ')}\n${told.join('\n')}`);
}

function expectReply(
  reply: string | undefined,
  step: Extract<Step, { kind: 'reply' }>,
  trace: () => string,
): void {
  const isExpected = step.templateId === '*' || reply?.startsWith(`${step.templateId} ${step.outcome}:`);
  if (!reply || !isExpected)
    throw new Error(`wanted ${step.templateId} ${step.outcome}, got ${reply}\n${trace()}`);
  const missing = step.fragments.filter((fragment) => !reply.toLowerCase().includes(fragment.toLowerCase()));
  if (missing.length > 0) throw new Error(`missing ${missing.join(', ')} in ${reply}\n${trace()}`);
}

async function expectRows(
  bot: BotApp,
  step: Extract<Step, { kind: 'rows' }>,
  trace: () => string,
): Promise<void> {
  const count = await countRows(bot.database, step);
  if (count !== step.count)
    throw new Error(`${step.table}: wanted ${step.count} rows, found ${count}\n${trace()}`);
}
