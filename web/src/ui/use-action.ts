import { useCallback, useState } from 'react';

interface Action<A extends unknown[]> {
  /** Runs it, unless it runs already; answers whether it went well. */
  run: (...args: A) => Promise<boolean>;
  isBusy: boolean;
  error: unknown;
  clear: () => void;
}

/** Something the user sets off, with what a form needs to show of it. */
export function useAction<A extends unknown[]>(act: (...args: A) => Promise<void>): Action<A> {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async (...args: A): Promise<boolean> => {
    if (isBusy) return false;
    setBusy(true);
    setError(undefined);
    try {
      await act(...args);
      return true;
    } catch (thrown) {
      setError(thrown);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { run, isBusy, error, clear: useCallback(() => setError(undefined), []) };
}
