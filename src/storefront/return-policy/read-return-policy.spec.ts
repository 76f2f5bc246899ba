import { describe, expect, it } from '@jest/globals';
import { DEMO_RETURN_POLICY } from '../demo/demo-shop';
import { readReturnPolicy } from './read-return-policy';

const WHOLE = {
  ...DEMO_RETURN_POLICY,
  finalSale: { templates: ['came_broken'] },
  rules: [
    { categories: ['Food'], isReturnable: false, note: 'Food cannot be sent back.' },
    { attributes: { size: 'made to measure' }, skuPrefixes: ['M-'], windowDays: 7, postage: 'customer' },
  ],
  postage: { ...DEMO_RETURN_POLICY.postage, templates: { came_broken: 'shop' } },
  labelUrlPattern: 'https://labels.example/{returnNumber}?order={orderNumber}',
  needsApproval: ['create_return', 'cancel_order'],
};
const changed = (change: object): object => ({ ...WHOLE, ...change });

describe(readReturnPolicy.name, () => {
  it('gives back what was written', () => {
    expect(readReturnPolicy(WHOLE)).toEqual({ policy: WHOLE });
    expect(readReturnPolicy(DEMO_RETURN_POLICY)).toEqual({ policy: DEMO_RETURN_POLICY });
  });

  it.each<[string, unknown]>([
    ['', []],
    ['', null],
    ['windowDays', changed({ windowDays: '30' })],
    ['windowDays', changed({ windowDays: -1 })],
    ['windowDay', changed({ windowDay: 30 })],
    ['rules[0].windowdays', changed({ rules: [{ categories: ['x'], windowdays: 3 }] })],
    ['rules[1]', changed({ rules: [WHOLE.rules[0], { windowDays: 3 }] })],
    ['rules[0]', changed({ rules: [{ categories: [], windowDays: 3 }] })],
    ['rules[0].categories', changed({ rules: [{ categories: 'Food' }] })],
    ['postage.default', changed({ postage: { ...WHOLE.postage, default: 'nobody' } })],
    ['postage.templates', changed({ postage: { ...WHOLE.postage, templates: { came_broken: 'us' } } })],
    ['postage.templates', changed({ postage: { ...WHOLE.postage, templates: { 'No id': 'shop' } } })],
    ['postage.words.shop', changed({ postage: { ...WHOLE.postage, words: { customer: 'you' } } })],
    ['finalSale.templates', changed({ finalSale: { templates: ['a', 'a'] } })],
    ['needsApproval', changed({ needsApproval: ['open_ticket'] })],
    ['labelUrlPattern', changed({ labelUrlPattern: 'https://labels.example/' })],
    ['labelUrlPattern', changed({ labelUrlPattern: 'javascript:{returnNumber}' })],
    ['labelUrlPattern', changed({ labelUrlPattern: 'https://{returnNumber}.example/' })],
    ['labelUrlPattern', changed({ labelUrlPattern: 'https://labels.example/{returnNumber}/{email}' })],
  ])('says that %s is wrong', (faultAt, written) => {
    expect(readReturnPolicy(written)).toEqual({ faultAt });
  });
});
