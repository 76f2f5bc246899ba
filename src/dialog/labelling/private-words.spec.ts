import { describe, expect, it } from '@jest/globals';
import { OtherIds } from './other-ids';
import {
  possibleIds,
  possibleNames,
  withoutPrivateWords,
  type KnownPeople,
  type Redacted,
} from './private-words';

const NOBODY: KnownPeople = { own: [], nameParts: new Set() };

/** Draws the next of ten numbers, so that every digit is another. */
function counting(): () => number {
  let drawn = 0;
  return () => ((drawn += 1) % 10) / 10;
}

function redact(text: string, people: Partial<KnownPeople> = {}, ids: string[] = []): string {
  return withoutPrivateWords(text, [], { ...NOBODY, ...people }, new Set(ids), new OtherIds(counting())).text;
}

describe(withoutPrivateWords.name, () => {
  it.each([
    ['write to ana.costa+shop@mail.example.com please', 'write to [email] please'],
    ['it is ana.costa [at] example [dot] com, thanks', 'it is [email], thanks'],
    ['mail ana @ example.com or ben(at)example.co.uk', 'mail [email] or [email]'],
    ['ana dot costa at example dot com', '[email]'],
    ['call me on +44 20 7946 0958 or 0171 234567', 'call me on [phone] or [phone]'],
    ['my card 4111 1111 1111 1111 was charged', 'my card [digits] was charged'],
    ['send it to 14 Rose Lane, Leeds please', 'send it to [address] please'],
    ['i live at 9 old mill road now', 'i live at [address] now'],
    ['ship to Kastanienallee 12, 10435 Berlin', 'ship to [address]'],
    ['postcode is LS1 4AP', 'postcode is [address]'],
    ['Hi, my name is Ana Costa and it is late', 'Hi, my name is [name] and it is late'],
    ['my name is ana, where is it', 'my name is [name], where is it'],
    ["I'm Ben Miller. Dear Sarah, help", "I'm [name]. Dear [name], help"],
    ['It never came.\nRegards,\nChloe Dupont', 'It never came.\nRegards,\n[name]'],
    ['got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln', 'got [token]'],
  ])('takes out what is private: %j', (text, wanted) => expect(redact(text)).toBe(wanted));

  it.each([
    '2 days on the way and still not here',
    'I am not happy. Where is it? Can you help?',
    'bought on 2026-01-31, size 42, for 25 euros',
    'is it there by 5 or on the 3rd of May 2026',
    'the blue kettle, 3 of them',
    '2 @ 9.90, seen at noon. Really',
    'they look at dot patterns on example.com',
  ])('leaves %j as it is', (text) => expect(redact(text)).toBe(text));

  it("takes out names of the shop's customers, where a capital does not begin the sentence", () => {
    const nameParts = new Set(['will', 'costa']);
    expect(redact('Will it ship? It is for Will and Costa.', { nameParts })).toBe(
      'Will it ship? It is for [name] and [name].',
    );
    expect(possibleNames('Will it ship to Leeds?')).toEqual(['will', 'leeds']);
  });

  it('takes out the names and the addresses of those in the conversation, wherever they stand', () => {
    const own = ['Ana Costa', '7 Market Yard, York'];
    expect(redact('Costa here, ana costa, at 7 market yard, york', { own })).toBe(
      '[name] here, [name], at [address]',
    );
  });

  it('puts other numbers of the same shape in place of what is or may be an order or a product', () => {
    expect(redact('where is #W1001, w1001 or SKU-10442-b?')).toBe('where is #W1234, w1234 or SKU-56789-a?');
    expect(redact('number 88412077')).toBe('number 12345678');
    expect(possibleIds('is #w-10 it')).toEqual(['W10']);
    expect(redact('is #W-10 it')).toBe('is #W-10 it');
    expect(redact('is #W-10 it', {}, ['W10'])).toBe('is #W-12 it');
  });

  it('keeps the spans of entities exact, in code points, whatever came before them', () => {
    const text = '😍 ana@example.com wants 5512 0098 (W1001) and B08N5WRWNW 😡';
    const entities = ['5512 0098', 'W1001', 'B08N5WRWNW'].map((id) => ({
      type: id.startsWith('B') ? ('PRODUCT_ID' as const) : ('ORDER_NUMBER' as const),
      start: text.indexOf(id),
      end: text.indexOf(id) + id.length,
    }));
    const got: Redacted = withoutPrivateWords(text, entities, NOBODY, new Set(), new OtherIds(counting()));
    const points = [...got.text];
    expect(got.entities.map(({ type, start, end }) => [type, points.slice(start, end).join('')])).toEqual([
      ['ORDER_NUMBER', '1234 5678'],
      ['ORDER_NUMBER', 'W9012'],
      ['PRODUCT_ID', expect.stringMatching(/^B\d\d[A-Z]\d[A-Z]{5}$/)],
    ]);
    expect(got.text).toMatch(/^😍 \[email\] wants 1234 5678 \(W9012\) and B/);
    expect(got.text).not.toContain('B08N5WRWNW');
  });

  it('takes an address that the model took for a number as an address', () => {
    const text = 'b1001@example.com';
    const entities = [{ type: 'ORDER_NUMBER' as const, start: 0, end: 5 }];
    expect(withoutPrivateWords(text, entities, NOBODY, new Set(), new OtherIds(counting()))).toEqual({
      text: '[email]',
      entities: [],
    });
  });
});
