import { createHash } from 'node:crypto';
import type { ChannelName } from '../common';
import type { Wording } from './template.types';
import { drawWording, wordingsOf, type FullWording } from './wordings';

const CHANNEL = 'rest';

function draw(wordings: Wording[], conversationId: string, changes: object = {}): FullWording {
  const place = { conversationId, channel: CHANNEL as ChannelName, templateId: 'greeting', outcome: 'ok' };
  return drawWording(wordingsOf(wordings), { ...place, ...changes });
}

/** Ids as the service issues them, the same in each run. */
function conversations(seed: number, count: number): string[] {
  return Array.from({ length: count }, (_, n) =>
    createHash('md5').update(`${seed}:${n}`).digest('base64url'),
  );
}

/** A catalogue of bodies to hold the properties against: 1 to 6 wordings of weights from 1 to 100. */
const BODIES = Array.from({ length: 40 }, (_, seed): Wording[] => {
  const bytes = createHash('md5').update(String(seed)).digest();
  return Array.from({ length: 1 + (bytes[0]! % 6) }, (_unused, n) => ({
    text: `text ${n}`,
    weight: 1 + (bytes[n + 1]! % 100),
    ...(bytes[n + 8]! % 2 === 0 && { name: `name ${n}` }),
  }));
});

describe(drawWording.name, () => {
  it('draws by weight, whatever the weights are', () => {
    BODIES.forEach((body, seed) => {
      const ids = conversations(seed, 4000);
      const total = body.reduce((sum, { weight }) => sum + weight!, 0);
      const drawn = ids.map((id) => draw(body, id).text);
      for (const { text, weight } of body) {
        const share = weight! / total;
        const hits = drawn.filter((one) => one === text).length / ids.length;
        // Five standard deviations: the ids are fixed, so what holds once holds always.
        const tolerance = 5 * Math.sqrt((share * (1 - share)) / ids.length);
        expect(Math.abs(hits - share)).toBeLessThanOrEqual(tolerance);
      }
    });
  });

  it('says the same in all of a conversation, and draws anew for another outcome or template', () => {
    const body: Wording[] = [{ text: 'a' }, { text: 'b' }];
    const ids = conversations(1, 400);
    const agreement = (changes: object): number =>
      ids.filter((id) => draw(body, id).text === draw(body, id, changes).text).length / ids.length;
    expect(agreement({})).toBe(1);
    for (const changes of [{ outcome: 'not_found' }, { templateId: 'goodbye' }]) {
      expect(agreement(changes)).toBeGreaterThan(0.4);
      expect(agreement(changes)).toBeLessThan(0.6);
    }
  });

  it('keeps to the wordings of the channel where it has any', () => {
    const body: Wording[] = [
      { text: 'general', weight: 100 },
      { text: 'chat a', channel: 'chat' },
      { text: 'chat b', channel: 'chat' },
    ];
    const seen = (channel: ChannelName): string[] =>
      [...new Set(conversations(2, 100).map((id) => draw(body, id, { channel }).text))].sort();
    expect(seen('chat')).toEqual(['chat a', 'chat b']);
    expect(seen('rest')).toEqual(['general']);
  });
});

describe(wordingsOf.name, () => {
  const variants = (body: Parameters<typeof wordingsOf>[0]): string[] =>
    wordingsOf(body).map(({ variant }) => variant);

  it('calls a wording by its name or its place, and the only one by nothing', () => {
    expect(variants('Hi.')).toEqual(['']);
    expect(variants([{ text: 'Hi.' }])).toEqual(['']);
    expect(variants([{ text: 'Hi.', name: 'warm' }])).toEqual(['warm']);
    expect(variants([{ text: 'Hi.', name: 'warm' }, { text: 'Ho.' }])).toEqual(['warm', '2']);
  });
});
