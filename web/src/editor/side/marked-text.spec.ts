import { markedText } from './marked-text';

const entity = (start: number, end: number, type = 'ORDER_NUMBER') => ({
  type,
  start,
  end,
  text: '',
  value: '',
  confidence: 0.9,
});

describe(markedText, () => {
  const cut = (text: string, ...entities: ReturnType<typeof entity>[]): (string | [string, string])[] =>
    markedText(text, entities).map((one) => (one.entity ? [one.text, one.entity.type] : one.text));

  it('cuts a message at its entities, in the order of the text', () => {
    expect(cut('send W1001 and SKU-1', entity(15, 20, 'PRODUCT_ID'), entity(5, 10))).toEqual([
      'send ',
      ['W1001', 'ORDER_NUMBER'],
      ' and ',
      ['SKU-1', 'PRODUCT_ID'],
    ]);
  });

  it('loses no text where entities overlap or lie outside', () => {
    const pieces = markedText('W1001!', [entity(0, 5), entity(3, 6), entity(4, 40), entity(2, 2)]);
    expect(pieces.map(({ text }) => text).join('')).toBe('W1001!');
    expect(pieces.filter((one) => one.entity)).toHaveLength(1);
  });
});
