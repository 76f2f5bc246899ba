import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { LogService, createLog } from '.';
import { runInRequest } from './request-context';

describe(LogService.name, () => {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) };
  const logger = new Logger('Spec');

  beforeAll(() => void Logger.overrideLogger(new LogService(createLog('info', destination))));
  afterAll(() => void Logger.overrideLogger(false));
  beforeEach(() => void lines.splice(0));

  it('writes one JSON line with level, time and context', () => {
    logger.warn('the model is slow');
    expect(lines).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        context: 'Spec',
        msg: 'the model is slow',
      },
    ]);
  });

  it('adds the id of the request it belongs to', async () => {
    await runInRequest('req-1', async () => {
      await Promise.resolve();
      logger.log({ rows: 3 }, 'saved');
    });
    expect(lines[0]).toMatchObject({ requestId: 'req-1', rows: 3, msg: 'saved' });
  });

  it('redacts messages, fields and errors', () => {
    logger.error(
      { incident: 'i1', error: new Error('no ana@example.com') },
      'mail to ben@example.com failed',
    );
    logger.error('failed', new Error('card 4111111111111111'));
    expect(lines[0]).toMatchObject({
      incident: 'i1',
      error: { message: 'no [email]' },
      msg: 'mail to [email] failed',
    });
    expect(lines[1]).toMatchObject({ error: { message: 'card [digits]' }, msg: 'failed' });
    expect(JSON.stringify(lines)).not.toMatch(/@example|4111/);
  });

  it('keeps to its level', () => {
    logger.debug('details');
    expect(lines).toEqual([]);
  });
});
