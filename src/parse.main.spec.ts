import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';

const TINY_MODEL = join(__dirname, 'nlu', 'fixtures', 'tiny-model');

/** Runs the command from source. */
async function parse(
  model: string,
  input: string,
): Promise<{ code: unknown; lines: string[]; said: string }> {
  const entry = join(__dirname, 'parse.main.ts');
  const child = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), entry, model]);
  child.stdin.end(input);
  const [output, said, [code]] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    once(child, 'exit'),
  ]);
  return { code: code as unknown, lines: output.split('\n').slice(0, -1), said };
}

describe('npm run parse', () => {
  it('answers every line, scored against the shipped answers', async () => {
    const { code, lines } = await parse(TINY_MODEL, '{"id":"a","text":"order 11"}\n{"text":"goodbye"}\n');
    expect(code).toBe(0);
    const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({ id: 'a', entities: [{ text: '11' }], model: { name: 'tiny' } });
    const ids = (second?.templates as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['order_status', 'return_start', 'goodbye']));
    expect(ids).not.toContain('affirm');
  });

  it('ends with 1 after a bad line, and after a model that does not load', async () => {
    const bad = await parse(TINY_MODEL, 'bad\n{"id":2,"text":"hello"}\n');
    expect(bad).toMatchObject({
      code: 1,
      lines: [expect.stringContaining('error'), expect.stringContaining('"id":2')],
    });
    const missing = await parse(join(TINY_MODEL, 'missing'), '');
    expect(missing).toMatchObject({ code: 1, lines: [] });
    expect(missing.said).toContain('manifest.json cannot be read');
  });
});
