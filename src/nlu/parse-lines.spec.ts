import { PassThrough, Readable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { TemplateScoring, NluPort, NluUnavailableError, parseLines, type Understanding } from '.';

/** Says back what it was told, slower for texts that come first. */
class EchoNlu extends NluPort {
  inFlight = 0;
  most = 0;

  async understand(text: string, context?: string): Promise<Understanding> {
    this.inFlight += 1;
    this.most = Math.max(this.most, this.inFlight);
    await delay(text.startsWith('slow') ? 20 : 1);
    this.inFlight -= 1;
    if (text === 'down') throw new NluUnavailableError('no process');
    return {
      intent: { label: 'inquiry', confidence: 1, scores: { inquiry: 1, return: 0, complaint: 0 } },
      inScope: true,
      scopeConfidence: 1,
      entities: [],
      templates: [
        { id: 'affirm', score: 0.7, similarity: 1 },
        { id: `${text}|${context ?? ''}`, score: 0.3, similarity: 1 },
      ],
      model: { name: 'echo', version: '1' },
      thresholds: { scope: 0.5, lowScore: 0, nearTie: 0 },
      catalogueVersion: 1,
    };
  }

  understandAgainst(text: string, context: string): Promise<Understanding> {
    return this.understand(text, context);
  }

  vectorsOf(): Promise<Float32Array[]> {
    return Promise.resolve([]);
  }

  scoring(): TemplateScoring {
    return new TemplateScoring({ kind: 'mean' }, 1);
  }

  publishCatalogue(): Promise<void> {
    return Promise.resolve();
  }
}

async function parse(
  input: Iterable<string | Buffer>,
  nlu = new EchoNlu(),
): Promise<{ isGood: boolean; lines: Record<string, unknown>[] }> {
  const output = new PassThrough();
  const written = readAll(output);
  const isGood = await parseLines(
    nlu,
    Readable.from(input, { objectMode: true }),
    output,
    (id) => id !== 'affirm',
  );
  output.end();
  const lines = (await written).split('\n').slice(0, -1);
  return { isGood, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe(parseLines.name, () => {
  it('answers each line in its order, with its id and the listed templates', async () => {
    const nlu = new EchoNlu();
    const { isGood, lines } = await parse(
      ['{"id":"a","text":"slow one","context":"Which?"}\n{"id":0,"text":"two"}\r\n', '{"text":"thr', 'ee"}'],
      nlu,
    );
    expect(isGood).toBe(true);
    expect(lines).toMatchObject([
      { id: 'a', templates: [{ id: 'slow one|Which?', score: 0.3 }] },
      { id: 0, templates: [{ id: 'two|', score: 0.3 }] },
      { templates: [{ id: 'three|', score: 0.3 }] },
    ]);
    expect(lines[0]?.templates).toEqual([{ id: 'slow one|Which?', score: 0.3 }]);
    expect(Object.keys(lines[2] ?? {})).toEqual([
      'intent',
      'inScope',
      'scopeConfidence',
      'entities',
      'templates',
      'model',
    ]);
    expect(nlu.most).toBe(3);
  });

  it('says what is wrong with a bad line, and goes on', async () => {
    const { isGood, lines } = await parse([
      'no json\n[1]\n\n{"id":4}\n{"id":5,"text":7}\n{"id":6,"text":"x","context":7}\n{"id":7,"text":"down"}\n{"id":8,"text":"x","context":null}\n',
    ]);
    expect(isGood).toBe(false);
    expect(lines.slice(0, 7)).toEqual([
      { id: null, error: 'the line is not JSON' },
      { id: null, error: 'the line is not a JSON object' },
      { id: null, error: 'the line is not JSON' },
      { id: 4, error: 'text must be a string' },
      { id: 5, error: 'text must be a string' },
      { id: 6, error: 'context must be a string' },
      { id: 7, error: 'NLU_UNAVAILABLE' },
    ]);
    expect(lines[7]).toMatchObject({ id: 8, inScope: true });
  });

  it('keeps text whole that holds line separators, split characters or lone surrogates', async () => {
    const bytes = Buffer.from('{"text":"a\u2028b 😍"}\n{"text":"\\ud800"}\n');
    const { lines } = await parse([bytes.subarray(0, 15), bytes.subarray(15, 18), bytes.subarray(18)]);
    const ids = lines.map(({ templates }) => (templates as { id: string }[])[0]?.id);
    expect(ids).toEqual(['a\u2028b 😍|', '\ud800|']);
  });

  it('holds a bounded number of lines in flight', async () => {
    const nlu = new EchoNlu();
    const { lines } = await parse(
      Array.from({ length: 300 }, (_, i) => `{"text":"${i}"}\n`),
      nlu,
    );
    expect(lines).toHaveLength(300);
    expect(nlu.most).toBeLessThanOrEqual(64);
  });
});
