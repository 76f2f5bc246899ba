import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { eq, sql } from 'drizzle-orm';
import { BotApp } from '../../test/support/bot-app';
import { NluPort, NluService } from '../nlu';
import { createLog, LogService } from '../observability';
import { schema } from '../storage';
import { CataloguePort } from '../templates';
import { DialogPort } from '.';
import { DialogService } from './dialog.service';

describe(DialogService.name, () => {
  let bot: BotApp;
  let dialog: DialogPort;
  let conversationId: string;
  const log: string[] = [];
  const say = async (text: string, senderId: string): Promise<string[]> => {
    const result = await dialog.handle({ channel: 'rest', conversationId, senderId, text });
    return result.kind === 'answered' ? result.replies.map((reply) => reply.templateId) : [result.kind];
  };

  beforeAll(async () => {
    bot = await BotApp.start();
    dialog = bot.app.get(DialogPort, { strict: false });
    Logger.overrideLogger(new LogService(createLog('error', { write: (line: string) => log.push(line) })));
  });
  afterAll(async () => {
    await bot.stop();
    Logger.overrideLogger(false);
  });
  beforeEach(async () => {
    log.splice(0);
    conversationId = await dialog.begin('rest');
  });

  it.each(['user-1', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'remembers what a sender called %s said, for that sender alone',
    async (senderId) => {
      expect(await say('where is my order W1001?', senderId)).toEqual(['ask_email']);
      expect(await say('ana@example.com', senderId)).toEqual(['order_status']);
      expect(await say('and where is W1001 now?', senderId)).toEqual(['order_status']);
      expect(await say('where is my order W1001?', 'another')).toEqual(['ask_email']);
    },
  );

  it('knows a signed-in customer again whatever the sender is called', async () => {
    const signedIn = (customerId: string): Promise<{ kind: string }> =>
      dialog.handle({
        channel: 'rest',
        conversationId,
        senderId: '__proto__',
        text: 'hello',
        customer: { customerId, email: `${customerId}@example.com`, expiresAt: '2999-01-01T00:00:00Z' },
      });
    expect(await signedIn('ana')).toMatchObject({ kind: 'answered' });
    expect(await signedIn('ben')).toEqual({ kind: 'other_customer' });
  });

  /** Changes the catalogue once the message is understood, before it is answered. */
  async function whileAnswering(change: () => Promise<unknown>, work: () => Promise<void>): Promise<void> {
    const nlu = bot.app.get(NluPort, { strict: false });
    nlu.understand = async (text, context) => {
      const understanding = await NluService.prototype.understand.call(nlu, text, context);
      Reflect.deleteProperty(nlu, 'understand');
      await change();
      return understanding;
    };
    await work().finally(() => Reflect.deleteProperty(nlu, 'understand'));
  }

  const hoursIn = async (): Promise<unknown> =>
    await dialog.handle({
      channel: 'rest',
      conversationId,
      senderId: 'x',
      text: 'what are your opening hours?',
    });

  it('finishes a turn on the version of a template that it began with', async () => {
    const catalogue = bot.app.get(CataloguePort, { strict: false });
    const { kind, version, ...shipped } = catalogue.find('store_hours')!;
    const edited = { ...shipped, bodies: { en: { ok: 'Always open.' } } };
    await whileAnswering(
      () => catalogue.publish(edited),
      async () => {
        expect(await hoursIn()).toMatchObject({
          replies: [{ templateId: 'store_hours', templateVersion: version }],
        });
      },
    );
    expect(await hoursIn()).toMatchObject({
      replies: [{ templateVersion: version + 1, text: 'Always open.' }],
    });
    await catalogue.publish(shipped, kind);
  });

  it('answers by a template that was archived after it was chosen, and not the next time', async () => {
    const catalogue = bot.app.get(CataloguePort, { strict: false });
    const { kind, version, ...shipped } = catalogue.find('store_hours')!;
    const nlu = bot.app.get(NluService, { strict: false });
    const before = nlu.status().catalogueVersion;
    const archive = async (): Promise<void> => {
      await bot.database
        .update(schema.templates)
        .set({ archivedAt: new Date() })
        .where(eq(schema.templates.id, 'store_hours'));
      await bot.database
        .update(schema.catalogueVersion)
        .set({ version: sql`${schema.catalogueVersion.version} + 1` });
      while (nlu.status().catalogueVersion === before) await delay(20);
      expect(catalogue.find('store_hours')).toBeUndefined();
    };
    await whileAnswering(archive, async () => {
      expect(await hoursIn()).toMatchObject({
        replies: [{ templateId: 'store_hours', templateVersion: version }],
      });
    });
    expect(await hoursIn()).not.toMatchObject({ replies: [{ templateId: 'store_hours' }] });
    await catalogue.publish(shipped, kind);
  });

  it('logs the incident of a turn that fails, and not the conversation that anyone could read by its id', async () => {
    const nlu = bot.app.get(NluPort, { strict: false });
    nlu.understand = () => Promise.reject(new TypeError('the model is broken'));
    try {
      expect(await say('hello', 'client')).toEqual(['system_trouble']);
    } finally {
      Reflect.deleteProperty(nlu, 'understand');
    }
    expect(log).toHaveLength(1);
    expect(JSON.parse(log[0]!)).toMatchObject({
      incident: expect.any(String),
      error: { message: 'the model is broken' },
    });
    expect(log[0]).not.toContain(conversationId);
  });
});
