import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { payloadOf } from '../../../test/support/shop-event-fixtures';
import { ACTION_DECIDED } from './standard-decision';
import { STANDARD_EVENTS } from './standard-events';

const GUIDE = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'storefront.md'), 'utf8');

/** By type, the example under its heading. */
const EXAMPLES = new Map(
  [...GUIDE.matchAll(/^### `(\S+)`\n[^]*?^```json\n([^]*?)^```$/gm)].map(([, type = '', example = '']) => [
    type,
    JSON.parse(example) as unknown,
  ]),
);

describe('the events of our own format', () => {
  it('are all described in docs/storefront.md', () => {
    expect([...EXAMPLES.keys()].sort()).toEqual([...STANDARD_EVENTS.keys(), ACTION_DECIDED].sort());
  });

  it.each([...STANDARD_EVENTS.keys(), ACTION_DECIDED])(
    'have an example of %s, which is what the tests apply',
    (type) => {
      expect(EXAMPLES.get(type)).toEqual(payloadOf('standard', type));
    },
  );
});
