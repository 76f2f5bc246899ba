/** Who is told how far an import has come. */
export interface ImportProgress {
  /** @param total of what `done` counts: the bytes of a file; null where nobody knows how much there is */
  begin(label: string, total: number | null): void;
  advance(done: number, read: number, rejected: number): void;
  end(): void;
}

/** For imports that nobody watches. */
export const NO_PROGRESS: ImportProgress = {
  begin: () => undefined,
  advance: () => undefined,
  end: () => undefined,
};
