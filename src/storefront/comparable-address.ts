/** Line breaks, commas and capitals do not make another address. */
export function comparableAddress(address: string): string {
  return wordsOf(address).join(' ');
}

/** Whether one has all that the other says, in whatever order: a shop adds the country, or a name. */
export function isSameAddress(a: string, b: string): boolean {
  const [wordsOfA, wordsOfB] = [new Set(wordsOf(a)), new Set(wordsOf(b))];
  if (wordsOfA.size === 0 || wordsOfB.size === 0) return false;
  return isWithin(wordsOfA, wordsOfB) || isWithin(wordsOfB, wordsOfA);
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((word) => all.has(word));
}

function wordsOf(address: string): string[] {
  return address
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
}
