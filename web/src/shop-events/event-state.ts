import type { ShopEventItem } from '../api';
import type { Tone } from '../ui';

export const STATE_TONES: Record<ShopEventItem['state'], Tone> = {
  dead: 'bad',
  unknown_topic: 'note',
  pending: 'warn',
  applied: 'good',
  outdated: 'plain',
};
