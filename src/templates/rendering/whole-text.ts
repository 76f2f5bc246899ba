import type { TextFormat } from '../channel-formats';

const ELLIPSIS = '…';

/** Blocks leave empty lines and stray spaces behind. */
export function tidy(text: string): string {
  return text
    .replace(/[ \t]+/g, ' ')
    .replace(/[^\S\n]*\n[^\S\n]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Cuts what is too long for a message between two lines or words, and never within markup. */
export function cutAt(text: string, maxLength: number, format: TextFormat): string {
  if (text.length <= maxLength) return text;
  const room = text.slice(0, maxLength - ELLIPSIS.length - 1);
  const line = room.lastIndexOf('\n');
  // A link has no line breaks, so that between two lines none is open.
  if (line > room.length / 2 || (format !== 'plain' && line > 0))
    return `${room.slice(0, line)}\n${ELLIPSIS}`;
  const word = room.lastIndexOf(' ');
  const whole = word > room.length / 2 ? room.slice(0, word) : room.replace(/[\ud800-\udbff]$/, '');
  return `${withoutHalfMarkup(whole, format)}${ELLIPSIS}`;
}

function withoutHalfMarkup(text: string, format: TextFormat): string {
  switch (format) {
    case 'plain':
      return text;
    case 'html':
      return text.replace(/<[^>]*$/, '').replace(/&[^;\s]*$/, '');
    case 'markdown':
      return text.replace(/\[[^\]]*(\]\([^)]*)?$/, '').replace(/\\$/, '');
  }
}
