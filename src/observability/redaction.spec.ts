import { describe, expect, it } from '@jest/globals';
import { DrizzleQueryError } from 'drizzle-orm';
import { redact, redactText } from './redaction';

describe(redactText.name, () => {
  it.each([
    ['write to ana.costa+shop@mail.example.com please', 'write to [email] please'],
    ['call +44 20 7946 0958 now', 'call [digits] now'],
    ['card 4111-1111-1111-1111', 'card [digits]'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer [redacted]'],
    ['got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln', 'got [token]'],
    ['postgres://shop:hunter2@db:5432/storedesk', 'postgres://[redacted]@db:5432/storedesk'],
  ])('redacts %j', (text, expected) => expect(redactText(text)).toBe(expected));

  it.each(['ready in 1234 ms', 'at 2026-01-31T10:00:00.000Z', 'order W1001', 'file.js:120:45', 'port 53978'])(
    'leaves %j as it is',
    (text) => expect(redactText(text)).toBe(text),
  );

  it("cuts the parameters that a failed query's error quotes, to the end", () => {
    const message =
      'Failed query: insert into "transcript" …\nparams: c1,my leg hurts,\n    at home it hurts more\nso much';
    expect(redactText(message)).toBe('Failed query: insert into "transcript" …\nparams: [redacted]');
  });
});

describe(redact.name, () => {
  it('blanks private fields at any depth', () => {
    expect(
      redact({
        ms: 12,
        headers: { authorization: 'Bearer x', 'x-api-key': 'k', accept: 'text/html' },
        items: [{ text: 'I am ill', customerToken: 'x.y.z', email: 'ana@example.com' }],
      }),
    ).toEqual({
      ms: 12,
      headers: { authorization: '[redacted]', 'x-api-key': '[redacted]', accept: 'text/html' },
      items: [{ text: '[redacted]', customerToken: '[redacted]', email: '[redacted]' }],
    });
  });

  it('keeps what is known of an error and drops what a library hung on it', () => {
    const cause = Object.assign(new Error('no ana@example.com'), { code: '23505' });
    const error = Object.assign(new Error('could not save', { cause }), {
      request: { body: 'secret words' },
    });
    const described = redact(error);
    expect(described).toMatchObject({
      type: 'Error',
      message: 'could not save',
      cause: { code: '23505', message: 'no [email]' },
    });
    expect(JSON.stringify(described)).not.toContain('secret words');
  });

  it("keeps a failed query's stack, and none of its parameters that look like one", () => {
    const words = 'my leg hurts\n    at home (since June)\nparams: none\n    at night';
    const error = new DrizzleQueryError('insert into "transcript" …', ['c1', words], new Error('is full'));
    const { stack } = redact(error) as { stack: string };
    expect(stack).toMatch(
      /^Error: Failed query: insert into "transcript" …\nparams: \[redacted\]\n\s+at .*redaction\.spec/,
    );
    expect(JSON.stringify(redact(error))).not.toMatch(/leg|home|June|night/);
  });

  it('tells no frames of an error whose message was changed, for they may be words of the first one', () => {
    const error = new Error('could not send "hello\n    at home"');
    // The stack is written when it is first read.
    expect(error.stack).toContain('at home');
    error.message = 'could not send it';
    expect(redact(error)).toMatchObject({ stack: 'Error: could not send it' });
  });

  it('blanks the id of a conversation', () => {
    expect(redact({ conversationId: 'a', conversation_id: 'b' })).toEqual({
      conversationId: '[redacted]',
      conversation_id: '[redacted]',
    });
  });

  it('ends on a cycle', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop['self'] = loop;
    expect(JSON.stringify(redact(loop))).toContain('[deep]');
  });
});
