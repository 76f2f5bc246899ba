import { useCallback, useEffect, useState } from 'react';

export type Loaded<T> =
  | { is: 'loading'; data: T | undefined; reload: () => void }
  | { is: 'ready'; data: T; reload: () => void }
  | { is: 'failed'; data: T | undefined; error: unknown; reload: () => void };

type Settled<T> = { key: string; data: T | undefined; error?: unknown; hasFailed: boolean };

/**
 * Loads when `key` changes and on `reload`; an answer that is no longer wanted is dropped. While it loads again, the
 * data of the same key stays.
 */
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [round, setRound] = useState(0);
  const [settled, setSettled] = useState<Settled<T>>();
  const [settledRound, setSettledRound] = useState(-1);
  useEffect(() => {
    const abort = new AbortController();
    const settle = (result: Omit<Settled<T>, 'key'>): void => {
      if (abort.signal.aborted) return;
      setSettled({ key, ...result });
      setSettledRound(round);
    };
    load(abort.signal).then(
      (data) => settle({ data, hasFailed: false }),
      (error: unknown) => settle({ data: undefined, error, hasFailed: true }),
    );
    return () => abort.abort();
    // `load` is made anew at every render; `key` says when it loads something else.
  }, [key, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  const mine = settled?.key === key ? settled : undefined;
  if (!mine || settledRound !== round) return { is: 'loading', data: mine?.data, reload };
  if (mine.hasFailed) return { is: 'failed', data: undefined, error: mine.error, reload };
  return { is: 'ready', data: mine.data as T, reload };
}
