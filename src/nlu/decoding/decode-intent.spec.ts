import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../model/manifest';
import { decodeIntent } from './decode-intent';
import type { VectorOwner } from './rank-templates';

const OWNERS: VectorOwner[] = [
  { templateId: 'order_status', count: 1, intent: 'inquiry' },
  { templateId: 'return_start', count: 1, intent: 'return' },
  { templateId: 'refund_status', count: 1, intent: 'return' },
  { templateId: 'thanks', count: 1, intent: null },
];
const HEAD = [0.2, 0, 0.4];
const BY_HEAD = HEAD.map((logit) => Math.exp(logit) / HEAD.reduce((sum, one) => sum + Math.exp(one), 0));

const manifest = (weight?: number): Manifest =>
  ({
    intents: ['inquiry', 'return', 'complaint'],
    calibration: {
      intentTemperature: 1,
      templateEvidenceWeight: weight,
      templateEvidenceTemperature: 0.05,
    },
  }) as unknown as Manifest;
const scoresFor = (pooled: number[], weight?: number): number[] =>
  Object.values(decodeIntent(HEAD, pooled, OWNERS, manifest(weight)).scores);

describe(decodeIntent.name, () => {
  it('is what the head says where the templates do not count', () => {
    expect(scoresFor([0.1, 0.9, 0.8, 0.1])).toEqual(BY_HEAD.map((p) => expect.closeTo(p, 6)));
  });

  it('follows the intent of templates that the message is near to', () => {
    expect(decodeIntent(HEAD, [0.2, 0.7, 0.7, 0.1], OWNERS, manifest(1))).toMatchObject({ label: 'return' });
    expect(decodeIntent(HEAD, [0.7, 0.2, 0.2, 0.1], OWNERS, manifest(1))).toMatchObject({ label: 'inquiry' });
  });

  it('leaves a message near to a template of any intent to the head', () => {
    expect(scoresFor([0, 0, 0, 0.9], 1)[2]).toBeGreaterThan(scoresFor([0, 0, 0, 0.9], 1)[0]!);
    const { label, confidence, scores } = decodeIntent(HEAD, [0, 0, 0, 0.9], OWNERS, manifest(1));
    expect(label).toBe('complaint');
    expect(confidence).toBe(scores.complaint);
  });

  it('gives probabilities, also without a catalogue', () => {
    const { scores } = decodeIntent(HEAD, [], [], manifest(2));
    expect(Object.values(scores).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1);
    expect(Object.values(scores)).toEqual(BY_HEAD.map((p) => expect.closeTo(p, 6)));
  });
});
