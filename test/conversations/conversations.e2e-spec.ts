import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScripts, type Script, type Step } from '../../src/admin/golden/script';
import { DialogPort, type SignedInCustomer } from '../../src/dialog';
import { countRows } from '../../src/dialog/rehearsal/row-count';
import { CataloguePort, type Template } from '../../src/templates';
import { MailWorkerService } from '../../src/storefront/mails/mail-worker.service';
import { BotApp } from '../support/bot-app';
import { MailServer } from '../support/mail-server';

const FILES = readdirSync(__dirname).filter((name) => name.endsWith('.md') && name !== 'README.md');
/** Files that publish templates get a service of their own, so that no other conversation meets them. */
const PUBLISHING = ['shop-templates.md'];
/** Files of a service that mails codes. */
const WITH_CODES = ['identity-by-code.md'];
const OTHERS = FILES.filter((file) => ![...PUBLISHING, ...WITH_CODES].includes(file));

describe.each([OTHERS, PUBLISHING, WITH_CODES])(
  'The conversations of %s',
  (...files) => {
    let bot: BotApp;
    let mail: MailServer | undefined;

    beforeAll(async () => {
      if (files.some((file) => WITH_CODES.includes(file))) mail = await MailServer.start();
      bot = await BotApp.start(mail && codesBy(mail));
    });
    afterAll(async () => {
      await bot.stop();
      await mail?.stop();
    });
    beforeEach(async () => {
      // A mail of the conversation before, sent late, would count as one of the next.
      if (mail) await sendMails(bot);
      await bot.resetShop();
      mail?.mails.splice(0);
    });

    describe.each(files)('%s', (file) => {
      it.each(parseScripts(readFileSync(join(__dirname, file), 'utf8')).map((script) => [script.title, script] as const))(
        '%s',
        (_, script) => play(bot, script, mail),
      );
    });
  },
);

function codesBy(mail: MailServer): Record<string, string> {
  return { IDENTITY_PROOF: 'code', SMTP_URL: mail.url, MAIL_FROM: 'Juniper & Oak <help@shop.example>' };
}

/** Twice: a round that was under way, and is joined, may have looked before the last mail was queued. */
async function sendMails(bot: BotApp): Promise<void> {
  const worker = bot.app.get(MailWorkerService, { strict: false });
  await worker.sendDue();
  await worker.sendDue();
}

/** The code of the last mail, once all have been sent. */
async function lastCode(bot: BotApp, mail: MailServer): Promise<string> {
  await sendMails(bot);
  const code = mail.mails.at(-1)?.code;
  if (code === undefined) throw new Error('no code was mailed');
  return code;
}

async function play(bot: BotApp, script: Script, mail?: MailServer): Promise<void> {
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
        const code = mail && step.text.includes('{code}') ? await lastCode(bot, mail) : '';
        const text = step.text.replace('{code}', code);
        const result = await dialog.handle({ channel: 'rest', conversationId, senderId, text, customer });
        if (result.kind !== 'answered') throw new Error(`${result.kind}\n${trace()}`);
        replies = result.replies.map((reply) => `${reply.templateId} ${reply.outcome}: ${reply.text}`);
        told.push(`> ${text}`, ...replies.map((reply) => `< ${reply}`));
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
