/** Logarithms of the softmax of logits at a temperature. */
export function logSoftmax(logits: ArrayLike<number>, temperature = 1): number[] {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const highest = Math.max(...scaled);
  const logSum = highest + Math.log(scaled.reduce((sum, value) => sum + Math.exp(value - highest), 0));
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
