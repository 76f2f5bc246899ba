/** Logarithms of the softmax of logits at a temperature. */
export function logSoftmax(logits: ArrayLike<number>, temperature = 1): number[] {
  const scaled = new Array<number>(logits.length);
  let highest = -Infinity;
  for (let i = 0; i < logits.length; i += 1) {
    scaled[i] = (logits[i] ?? 0) / temperature;
    highest = Math.max(highest, scaled[i] ?? 0);
  }
  let sum = 0;
  for (const value of scaled) sum += Math.exp(value - highest);
  const logSum = highest + Math.log(sum);
  return scaled.map((value) => value - logSum);
}

export function softmax(logits: ArrayLike<number>, temperature = 1): number[] {
  return logSoftmax(logits, temperature).map(Math.exp);
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

export function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
