/** The value under which a share of the sorted values lies. */
export function percentile(values: number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? Number.NaN;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

/** Prints rows as a Markdown table. */
export function table(rows: [string, string, string][]): string {
  const lines = rows.map((row) => `| ${row.join(' | ')} |`);
  return [lines[0], '|---|---|---|', ...lines.slice(1)].join('\n');
}
