import type { Parse } from '../../api';

export type Piece = { text: string; entity?: Parse['entities'][number] };

/** Cuts a message at its entities; one that overlaps another that began before it is left out. */
export function markedText(text: string, entities: Parse['entities']): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const entity of [...entities].sort((one, other) => one.start - other.start)) {
    if (entity.start < at || entity.end > text.length || entity.end <= entity.start) continue;
    if (entity.start > at) pieces.push({ text: text.slice(at, entity.start) });
    pieces.push({ text: text.slice(entity.start, entity.end), entity });
    at = entity.end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
