import { useEffect, useState } from 'react';

export interface Answer<T> {
  /** The last answer there was; it stays while the next one is on its way. */
  data: T | undefined;
  error: unknown;
  isLoading: boolean;
}

/** Asks whenever `key` changes, and shows the answer before until there is a new one. Without a key it asks nothing. */
export function useAnswer<T>(key: string | undefined, ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ data: undefined, error: undefined, isLoading: false });
  useEffect(() => {
    if (key === undefined) return undefined;
    const abort = new AbortController();
    setAnswer(({ data }) => ({ data, error: undefined, isLoading: true }));
    ask(abort.signal).then(
      (data) => !abort.signal.aborted && setAnswer({ data, error: undefined, isLoading: false }),
      (error: unknown) =>
        !abort.signal.aborted && setAnswer(({ data }) => ({ data, error, isLoading: false })),
    );
    return () => abort.abort();
    // `ask` is made anew at every render; `key` says when it asks something else.
  }, [key]);
  return answer;
}
