import type { Activity } from 'botbuilder';
import type { Thumbs } from '../../dialog';

/** The reactions of Teams that tell whether an answer helped; laughter and surprise may mean either. */
const THUMBS: Readonly<Record<string, Thumbs>> = {
  like: 'up',
  heart: 'up',
  plusOne: 'up',
  dislike: 'down',
  sad: 'down',
  angry: 'down',
};

/** What a reaction comes to; `onlyAfter`: taking back a reaction undoes nothing that was said since. */
export interface ThumbsChange {
  thumbs: Thumbs | null;
  onlyAfter?: Thumbs;
}

/** What an activity's reactions say; undefined where they say nothing of the answer. */
export function thumbsChangeOf({ reactionsAdded, reactionsRemoved }: Activity): ThumbsChange | undefined {
  const added = lastThumbs(reactionsAdded);
  if (added) return { thumbs: added };
  const removed = lastThumbs(reactionsRemoved);
  return removed && { thumbs: null, onlyAfter: removed };
}

function lastThumbs(reactions: unknown): Thumbs | undefined {
  if (!Array.isArray(reactions)) return undefined;
  return reactions
    .map((reaction: { type?: unknown } | null) => String(reaction?.type))
    .flatMap((type) => (Object.hasOwn(THUMBS, type) ? (THUMBS[type] ?? []) : []))
    .at(-1);
}
