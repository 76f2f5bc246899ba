import { describe, expect, it } from '@jest/globals';
import type { Understanding } from '../nlu.types';
import { pair, type Answered, type LabelledMessage } from './answered';
import { figures } from './evaluate';

const PAIRS = 'contrast pairs, both right';
const BARE = 'bare number told by what the bot asked';

/** What was understood of a message: the given template, and the labelled entities unless others are given. */
function answered(
  gold: Partial<LabelledMessage>,
  template: string,
  entities?: Understanding['entities'],
): Answered {
  const message: LabelledMessage = {
    text: 'order 7731',
    intent: 'inquiry',
    in_scope: true,
    template: 'order_status',
    entities: [],
    ...gold,
  };
  const found = message.entities.map(({ type, start, end }) => ({
    type,
    start,
    end,
    text: message.text.slice(start, end),
    value: message.text.slice(start, end),
    confidence: 1,
  }));
  return pair(
    message,
    {
      intent: { label: 'inquiry', confidence: 1, scores: { inquiry: 1, return: 0, complaint: 0 } },
      inScope: true,
      scopeConfidence: 1,
      entities: entities ?? found,
      templates: [{ id: template, score: 1, similarity: 1 }],
      model: { name: 'made-up', version: '1' },
      thresholds: { scope: 0.5, lowScore: 0.4, nearTie: 0.1 },
      catalogueVersion: 1,
    },
    () => true,
  );
}

describe('the scores of a test', () => {
  it('count a contrast pair as right only when both of its messages are', () => {
    const rows = [
      answered({ pair: 'a' }, 'order_status'),
      answered({ pair: 'a', template: 'delivery_late' }, 'delivery_late'),
      answered({ pair: 'b' }, 'order_status'),
      answered({ pair: 'b', template: 'delivery_late' }, 'order_status'),
      answered({}, 'thanks'),
    ];
    expect(figures(rows)[PAIRS]?.value).toBe(0.5);
  });

  it('take a pair whose entities are of the wrong kind for wrong', () => {
    const entities: LabelledMessage['entities'] = [{ type: 'ORDER_NUMBER', start: 6, end: 10 }];
    const other: Understanding['entities'] = [
      { type: 'PRODUCT_ID', start: 6, end: 10, text: '7731', value: '7731', confidence: 1 },
    ];
    const right = answered({ pair: 'a', entities }, 'order_status');
    expect(figures([right, right])[PAIRS]?.value).toBe(1);
    expect(figures([right, answered({ pair: 'a', entities }, 'order_status', other)])[PAIRS]?.value).toBe(0);
  });

  it('tell bare numbers from sentences, whatever marks stand beside them', () => {
    const entities: LabelledMessage['entities'] = [{ type: 'ORDER_NUMBER', start: 1, end: 5 }];
    const bare = { text: '#7731!', context: 'Which order is it?', entities };
    const rows = [
      answered(bare, 'order_status'),
      answered(bare, 'order_status', []),
      answered({ ...bare, context: '' }, 'order_status', []),
      answered({ ...bare, text: '#7731 please' }, 'order_status', []),
    ];
    expect(figures(rows)[BARE]?.value).toBe(0.5);
  });

  it('leave out what the test has no messages for', () => {
    expect(Object.keys(figures([answered({}, 'order_status')]))).not.toContain(PAIRS);
  });
});
