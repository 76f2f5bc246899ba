import { describe, expect, it } from '@jest/globals';
import { ScriptInvalidError } from './golden.errors';
import { namedIn, readGoldenScript } from './golden-script';
import { parseScripts } from './script';

const faultOf = (text: string): { line: number } => {
  try {
    readGoldenScript(text);
  } catch (error) {
    if (error instanceof ScriptInvalidError) return { line: error.line };
    throw error;
  }
  throw new Error('no fault');
};

describe(parseScripts.name, () => {
  it('reads every kind of step, with its line', () => {
    const text = `# Prose

Whatever > stands here.

## Everything
@ token ana@example.com
@ sender someone else
> where is  it?
< ask_email
< order_status ok "W1001" "by DHL"
< gift-wrapping_2
< *
rows tickets 1 subject=a=b order=W1001
@ new conversation
@ template {"id": "x"}

## Another`;
    expect(parseScripts(text)).toEqual([
      {
        title: 'Everything',
        line: 5,
        steps: [
          { kind: 'token', email: 'ana@example.com', line: 6 },
          { kind: 'sender', senderId: 'someone else', line: 7 },
          { kind: 'customer', text: 'where is  it?', line: 8 },
          {
            kind: 'reply',
            templateId: 'ask_email',
            outcome: 'ok',
            fragments: [],
            source: 'ask_email',
            line: 9,
          },
          {
            kind: 'reply',
            templateId: 'order_status',
            outcome: 'ok',
            fragments: ['W1001', 'by DHL'],
            source: 'order_status ok "W1001" "by DHL"',
            line: 10,
          },
          {
            kind: 'reply',
            templateId: 'gift-wrapping_2',
            outcome: 'ok',
            fragments: [],
            source: 'gift-wrapping_2',
            line: 11,
          },
          { kind: 'reply', templateId: '*', outcome: 'ok', fragments: [], source: '*', line: 12 },
          {
            kind: 'rows',
            table: 'tickets',
            count: 1,
            where: { subject: 'a=b', order: 'W1001' },
            source: 'rows tickets 1 subject=a=b order=W1001',
            line: 13,
          },
          { kind: 'new_conversation', line: 14 },
          { kind: 'template', definition: { id: 'x' }, line: 15 },
        ],
      },
      { title: 'Another', line: 17, steps: [] },
    ]);
  });

  it.each([
    ['a line that is no step', 'hello'],
    ['nothing said', '>'],
    ['no template', '<'],
    ['an id that cannot be', '< Order'],
    ['an unknown outcome', '< order_status fine'],
    ['a fragment without its end', '< order_status ok "W1001'],
    ['a table that no conversation changes', 'rows users 1'],
    ['a column that is not there', 'rows tickets 1 colour=red'],
    ['no number of rows', 'rows tickets some'],
    ['an unknown command', '@ sleep 5'],
    ['nobody signed in', '@ token'],
    ['a template that is not JSON', '@ template {"id"}'],
  ])('refuses %s', (_, line) => {
    expect(faultOf(`## A\n> hello\n< greeting\n${line}`)).toEqual({ line: 4 });
  });
});

describe(readGoldenScript.name, () => {
  it.each([
    ['a text without conversations', 'hello', 1],
    ['a message above the first title', 'Prose\n> hi\n< greeting\n## A\n> hi\n< greeting', 2],
    ['a conversation that checks nothing', '## A\n> hi\n< greeting\n## B\n> hi', 4],
    ['a conversation in which nobody says anything', '## A\nrows tickets 0', 1],
    ['a reply to nothing', '## A\n< greeting\n> hi', 2],
    ['more messages than a conversation may have', `## A\n${'> hi\n< greeting\n'.repeat(31)}`, 62],
    ['more conversations than a script may have', '## A\n> hi\n< greeting\n'.repeat(21), 61],
  ])('refuses %s', (_, text, line) => {
    expect(faultOf(text)).toEqual({ line });
  });

  it('tells the templates that a script names', () => {
    const scripts = readGoldenScript('## A\n> hi\n< greeting\n< *\n## B\n> bye\n< goodbye\n> hi\n< greeting');
    expect(namedIn(scripts)).toEqual(['goodbye', 'greeting']);
  });
});
