import type { Answered } from './answered';
import type { Difference, Score } from './score';

/** A score may be worse by half a point: that much lies within what training the same model again changes. */
const TOLERATED = 0.005;
/** Of floating-point numbers: 95.0 − 94.5 is half a point. */
const ROUNDING = 1e-9;

/** Every score of both models, over the same messages in the same order. */
export function compare(before: Answered[], after: Answered[], scores: Score[]): Difference[] {
  return scores.map((one) => one.difference(before, after));
}

/** Why the second model must not take the first one's place, a score a line; none: it may. */
export function refusals(differences: Difference[]): string[] {
  return differences
    .filter(({ isError, change }) => (isError ? change.value : -change.value) > TOLERATED + ROUNDING)
    .map(({ name, isError, before, after }) => {
      const points = (100 * Math.abs(after - before)).toFixed(1);
      return `${name} ${isError ? 'rises' : 'falls'} by ${points} points, from ${percent(before)} to ${percent(after)}`;
    });
}

/** One line a score: of both, the difference and its interval. A score that the messages say nothing of is a dash. */
export function comparisonTable(differences: Difference[]): string[] {
  const line = (name: string, ...cells: string[]): string =>
    [name.padEnd(40), ...cells.map((cell) => cell.padStart(7))].join(' ');
  return [
    line('', 'before', 'after', 'change', '95 % interval'),
    ...differences.map(({ name, before, after, change }) =>
      line(
        name,
        percent(before),
        percent(after),
        signed(change.value),
        `${signed(change.low)} – ${signed(change.high)}`,
      ),
    ),
  ];
}

function percent(value: number): string {
  return Number.isNaN(value) ? '–' : (100 * value).toFixed(1);
}

function signed(value: number): string {
  if (Number.isNaN(value)) return '–';
  const points = (100 * value).toFixed(1);
  if (Number(points) === 0) return '0.0';
  return value > 0 ? `+${points}` : points.replace('-', '−');
}
