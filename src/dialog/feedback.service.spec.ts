import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asc, eq, sql } from 'drizzle-orm';
import { BotApp } from '../../test/support/bot-app';
import { schema } from '../storage';
import { CataloguePort, WordingCountsService, type Count, type Template } from '../templates';
import { DialogPort, type FeedbackResult, type Thumbs } from '.';
import { FeedbackService } from './feedback.service';

const ENGRAVING: Template = {
  id: 'engraving',
  intent: 'inquiry',
  description: 'The customer wants a name engraved on a product.',
  examples: ['can you engrave a name on it', 'do you do engravings'],
  needs: [],
  action: null,
  bodies: {
    en: {
      ok: [
        { text: 'We do.', name: 'short' },
        { text: 'Gladly.', name: 'warm' },
      ],
    },
  },
};

/** The counts of one template, over its wordings, without those that are 0. */
type Counts = Partial<Record<Count, number>>;

describe('the counts of wordings', () => {
  let bot: BotApp;
  let dialog: DialogPort;
  let conversationId: string;
  const say = async (text: string, messageId?: string, senderId = 'client'): Promise<string[]> => {
    const result = await dialog.handle({ channel: 'rest', conversationId, senderId, text, messageId });
    return result.kind === 'answered' ? result.replies.map((reply) => reply.templateId) : [result.kind];
  };
  const countsOf = async (templateId: string): Promise<Counts> => {
    const rows = (await bot.app.get(WordingCountsService, { strict: false }).of(templateId)) ?? [];
    const sums: Counts = {};
    for (const { said, resolved, askedForPerson, thumbsUp, thumbsDown } of rows)
      for (const [name, count] of Object.entries({ said, resolved, askedForPerson, thumbsUp, thumbsDown }))
        if (count !== 0) sums[name as Count] = (sums[name as Count] ?? 0) + count;
    return sums;
  };

  beforeAll(async () => {
    bot = await BotApp.start();
    dialog = bot.app.get(DialogPort, { strict: false });
  });
  afterAll(() => bot.stop());
  beforeEach(async () => {
    await bot.database.execute(sql`truncate wording_events, wording_counts`);
    conversationId = await dialog.begin('rest');
  });

  it('tell how often each was said: once for a message, however often it is sent', async () => {
    expect(await say('what are your opening hours?', 'm1')).toEqual(['store_hours']);
    expect(await say('what are your opening hours?', 'm1')).toEqual(['store_hours']);
    expect(await countsOf('store_hours')).toEqual({ said: 1 });
  });

  it('tell that an answer helped when thanks come next, and not when a question was open', async () => {
    await say('what are your opening hours?');
    expect(await say('thank you!')).toEqual(['thanks']);
    expect(await say('bye')).toEqual(['goodbye']);
    expect(await countsOf('store_hours')).toEqual({ said: 1, resolved: 1 });
    expect(await countsOf('thanks')).toEqual({ said: 1 });

    expect(await say('where is my order W1001?')).toEqual(['ask_email']);
    expect(await say('thank you!')).toEqual(['thanks', 'ask_email']);
    expect(await countsOf('ask_email')).toEqual({ said: 2 });
  });

  it('tell after which answer a person was asked for', async () => {
    await say('what are your opening hours?');
    expect(await say('I want to talk to a person')).toEqual(['contact_agent']);
    expect(await countsOf('store_hours')).toEqual({ said: 1, askedForPerson: 1 });
    expect(await countsOf('contact_agent')).toEqual({ said: 1 });
  });

  it('go by what the same sender says next, not by what others do', async () => {
    await say('what are your opening hours?', undefined, 'ana');
    await say('thank you!', undefined, 'ben');
    expect(await countsOf('store_hours')).toEqual({ said: 1 });
    await say('thank you!', undefined, 'ana');
    expect(await countsOf('store_hours')).toEqual({ said: 1, resolved: 1 });
  });

  it('are kept by wording, as the transcript keeps which one it was', async () => {
    const { version } = await bot.app.get(CataloguePort, { strict: false }).publish(ENGRAVING);
    expect(await say('can you engrave a name on it?')).toEqual(['engraving']);
    const { transcript } = schema;
    const [, reply] = await bot.database
      .select()
      .from(transcript)
      .where(eq(transcript.conversationId, conversationId))
      .orderBy(asc(transcript.id));
    const variant = reply?.text === 'We do.' ? 'short' : 'warm';
    expect(reply?.details).toMatchObject({ templateId: 'engraving', templateVersion: version, variant });
    expect(await bot.app.get(WordingCountsService, { strict: false }).of('engraving')).toMatchObject([
      { version, locale: 'en', outcome: 'ok', variant, said: 1 },
    ]);
  });

  describe(FeedbackService.name, () => {
    const rate = (thumbs: Thumbs | null, messageId?: string, onlyAfter?: Thumbs): Promise<FeedbackResult> =>
      dialog.takeFeedback({ conversationId, thumbs, messageId, onlyAfter });

    it('counts once per answer, and moves the count with a change of mind', async () => {
      await say('what are your opening hours?');
      expect(await rate('up')).toEqual({ kind: 'taken', thumbs: 'up' });
      await Promise.all([rate('up'), rate('up')]);
      expect(await countsOf('store_hours')).toEqual({ said: 1, thumbsUp: 1 });
      expect(await rate('down')).toEqual({ kind: 'taken', thumbs: 'down' });
      expect(await countsOf('store_hours')).toEqual({ said: 1, thumbsDown: 1 });
      expect(await rate(null)).toEqual({ kind: 'taken', thumbs: null });
      expect(await countsOf('store_hours')).toEqual({ said: 1 });
    });

    it('means the last answer, or that to the message named, of two replies the first', async () => {
      await say('where is my order W1001?', 'm1');
      expect(await say('what are your opening hours?', 'm2')).toEqual(['store_hours', 'ask_email']);
      await rate('down');
      expect(await countsOf('store_hours')).toEqual({ said: 1, thumbsDown: 1 });
      await rate('up', 'm1');
      expect(await countsOf('ask_email')).toEqual({ said: 2, thumbsUp: 1 });
    });

    it('takes back only what was said, where that is asked', async () => {
      await say('what are your opening hours?');
      await rate('down');
      expect(await rate(null, undefined, 'up')).toEqual({ kind: 'taken', thumbs: 'down' });
      expect(await rate(null, undefined, 'down')).toEqual({ kind: 'taken', thumbs: null });
    });

    it('knows what was answered', async () => {
      expect(await rate('up')).toEqual({ kind: 'unknown_message' });
      await say('what are your opening hours?', 'm1');
      expect(await rate('up', 'm2')).toEqual({ kind: 'unknown_message' });
      const elsewhere = dialog.takeFeedback({ conversationId: 'nowhere', thumbs: 'up' });
      expect(await elsewhere).toEqual({ kind: 'unknown_conversation' });
    });
  });
});
