/** A figure with its 95 % interval. */
export interface Figure {
  value: number;
  low: number;
  high: number;
}

/**
 * The figure over `rows` with a 95 % percentile bootstrap interval (Efron & Tibshirani 1993, ch. 13).
 * Draws are seeded: the same rows give the same interval.
 */
export function withInterval<Row>(rows: Row[], measure: (rows: Row[]) => number, draws = 1000): Figure {
  const random = seeded(20260101);
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const value = measure(rows.map(() => rows[Math.floor(random() * rows.length)] as Row));
    if (!Number.isNaN(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number): number => values[Math.floor(share * (values.length - 1))] ?? Number.NaN;
  return { value: measure(rows), low: at(0.025), high: at(0.975) };
}

/** mulberry32: small, fast and good enough for resampling. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function share<Row>(rows: Row[], is: (row: Row) => boolean): number {
  return rows.length === 0 ? Number.NaN : rows.filter(is).length / rows.length;
}

/** Mean over the gold classes of the share found. */
export function macroRecall(rows: { gold: string; predicted: string }[]): number {
  const classes = [...new Set(rows.map((row) => row.gold))];
  const recalls = classes.map((name) =>
    share(
      rows.filter((row) => row.gold === name),
      (row) => row.predicted === name,
    ),
  );
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/** Chance that a positive scores above a negative, ties counted half (Mann–Whitney). */
export function auroc(rows: { isPositive: boolean; score: number }[]): number {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end]?.score === sorted[start]?.score) end += 1;
    const rank = (start + 1 + end) / 2;
    rankSum += rank * sorted.slice(start, end).filter((row) => row.isPositive).length;
    start = end;
  }
  const positives = rows.filter((row) => row.isPositive).length;
  const negatives = rows.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Share of the negatives below the score under which `refused` of the positives lie. */
export function caughtAt(rows: { isPositive: boolean; score: number }[], refused: number): number {
  const positives = rows.filter((row) => row.isPositive).map((row) => row.score);
  positives.sort((a, b) => a - b);
  const threshold = positives[Math.floor(refused * positives.length)] ?? Number.NaN;
  return share(
    rows.filter((row) => !row.isPositive),
    (row) => row.score < threshold,
  );
}

/** Expected calibration error over equal-width bins of confidence (Guo et al. 2017). */
export function calibrationError(rows: { confidence: number; isRight: boolean }[], bins = 15): number {
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, right: 0 }));
  for (const row of rows) {
    const bin = sums[Math.min(bins - 1, Math.floor(row.confidence * bins))];
    if (!bin) continue;
    bin.confidence += row.confidence;
    bin.right += row.isRight ? 1 : 0;
  }
  return sums.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0) / rows.length;
}

export interface SpanCounts {
  hit: number;
  wrong: number;
  missed: number;
}

/** Harmonic mean of precision and recall over exact spans. */
export function spanF1(rows: SpanCounts[]): number {
  const sum = (pick: (row: SpanCounts) => number): number =>
    rows.reduce((total, row) => total + pick(row), 0);
  const hit = sum((row) => row.hit);
  return (2 * hit) / (2 * hit + sum((row) => row.wrong) + sum((row) => row.missed));
}
