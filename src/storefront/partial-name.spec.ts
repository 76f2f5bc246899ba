import { describe, expect, it } from '@jest/globals';
import { partlyNamed } from './partial-name';

const SHOP = [
  'Blue Kettle',
  'Red Kettle',
  'Linen Shirt',
  'Wool Jumper',
  'Desk Lamp',
  'Oak Side Table',
  'Ceramic Mug Set',
  'Running Shoes',
  'Coffee Beans',
].map((name) => ({ id: name, name }));

function meant(text: string, before?: string, isAsked = false): string[] {
  const talkedAbout = before === undefined ? null : { id: before.replace(/ \(.*/, ''), name: before };
  return partlyNamed(text, SHOP, { talkedAbout, isAsked }).map(({ name }) => name);
}

describe(partlyNamed.name, () => {
  it.each([
    ['hows the jumper, is that warm', undefined, 'Wool Jumper'],
    ['how much is the lamp', undefined, 'Desk Lamp'],
    ['the side table i mean', 'Desk Lamp', 'Oak Side Table'],
    ['do your shoes run small', undefined, 'Running Shoes'],
    ['how much is the shirt', undefined, 'Linen Shirt'],
    ['and the red one?', 'Blue Kettle', 'Red Kettle'],
    ['is the red kettle any better', 'Blue Kettle', 'Red Kettle'],
    ['same for the lamp', 'Blue Kettle', 'Desk Lamp'],
  ])('takes "%s" after %s for %s', (text, before, name) => {
    expect(meant(text, before)).toEqual([name]);
  });

  it.each([
    ['is the kettle any good', ['Blue Kettle', 'Red Kettle']],
    ['not wool then, the linen one', ['Linen Shirt', 'Wool Jumper']],
  ])('leaves open which of two is meant by "%s"', (text, names) => {
    expect(meant(text, undefined, true)).toEqual(names);
  });

  it('goes by any word of a name where a product is asked for, and only there', () => {
    expect(meant('u sell mugs right? got any left', undefined, true)).toEqual(['Ceramic Mug Set']);
    expect(meant('wheres my order its running late')).toEqual([]);
  });

  it.each([
    ['is it dishwasher safe', 'Ceramic Mug Set'],
    ['does the kettle whistle', 'Blue Kettle'],
    ['can i get it in blue', 'Blue Kettle'],
    ['how much is the shirt', 'Linen Shirt (Navy)'],
    // Another product's word, said by the way.
    ['will it look good in the coffee corner', 'Desk Lamp'],
    ['where is my order', undefined],
  ])('stays with what was talked about: "%s"', (text, before) => {
    expect(meant(text, before)).toEqual([]);
  });
});
