import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { BotApp } from '../../test/support/bot-app';
import { NluPort } from '../nlu';
import { createLog, LogService } from '../observability';
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
