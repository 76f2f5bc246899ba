/** The mean of some vectors of one length, at least one. */
export function meanVector(vectors: Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (let i = 0; i < mean.length; i += 1) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) / vectors.length;
  }
  return mean;
}

/** The mean of some vectors, at least one, at unit length. */
export function centroidOf(vectors: Float32Array[]): Float32Array {
  const mean = meanVector(vectors);
  let squares = 0;
  for (const value of mean) squares += value * value;
  const length = Math.sqrt(squares);
  return mean.map((value) => value / length);
}
