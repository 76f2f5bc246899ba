/** Whether two samples of times can be told apart. */
export interface Comparison {
  /** Mann–Whitney U, two-sided, by the normal approximation with ties corrected: do they differ in place? */
  mannWhitneyP: number;
  /** Kolmogorov–Smirnov, two-sided, asymptotic: do they differ in any way? */
  kolmogorovSmirnovP: number;
}

export function compare(one: number[], other: number[]): Comparison {
  return { mannWhitneyP: mannWhitney(one, other), kolmogorovSmirnovP: kolmogorovSmirnov(one, other) };
}

function mannWhitney(one: number[], other: number[]): number {
  const [n, m] = [one.length, other.length];
  const all = [
    ...one.map((value) => ({ value, isOne: true })),
    ...other.map((value) => ({ value, isOne: false })),
  ];
  all.sort((a, b) => a.value - b.value);
  let [ranks, ties] = [0, 0];
  for (let start = 0; start < all.length;) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    const size = end - start;
    ranks += ((start + 1 + end) / 2) * all.slice(start, end).filter(({ isOne }) => isOne).length;
    ties += size ** 3 - size;
    start = end;
  }
  const u = ranks - (n * (n + 1)) / 2;
  const total = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  return deviation === 0 ? 1 : 2 * (1 - normal(Math.abs(u - (n * m) / 2) / deviation));
}

function kolmogorovSmirnov(one: number[], other: number[]): number {
  const [a, b] = [[...one].sort((x, y) => x - y), [...other].sort((x, y) => x - y)];
  const share = (sorted: number[], value: number): number =>
    sorted.filter((each) => each <= value).length / sorted.length;
  const distance = Math.max(...[...a, ...b].map((value) => Math.abs(share(a, value) - share(b, value))));
  const effective = Math.sqrt((a.length * b.length) / (a.length + b.length));
  const lambda = (effective + 0.12 + 0.11 / effective) * distance;
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k += 1) sum += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, sum));
}

/** Of the standard normal distribution, up to `z` ≥ 0 (Abramowitz and Stegun 26.2.17; error below 1e-7). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429].reduce(
    (sum, factor, power) => sum + factor * t ** (power + 1),
    0,
  );
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
