import { useEffect, useReducer } from 'react';
import type { Page } from '../api';

interface State<T> {
  key: string;
  items: T[];
  total: number | undefined;
  cursor: string | null;
  isLoading: boolean;
  error: unknown;
  /** Counts what to load: the effect runs for each. */
  round: number;
  /** The cursor of the page to load; undefined for the first. */
  wanted: string | undefined;
}

type Event<T> =
  | { type: 'restart'; key: string }
  | { type: 'more' }
  | { type: 'came'; page: Page<T>; isFirst: boolean }
  | { type: 'failed'; error: unknown };

function next<T>(state: State<T>, event: Event<T>): State<T> {
  switch (event.type) {
    case 'restart':
      return {
        ...state,
        key: event.key,
        round: state.round + 1,
        wanted: undefined,
        isLoading: true,
        error: undefined,
      };
    case 'more':
      if (state.isLoading || (state.cursor === null && state.error === undefined)) return state;
      return {
        ...state,
        round: state.round + 1,
        wanted: state.cursor ?? undefined,
        isLoading: true,
        error: undefined,
      };
    case 'came': {
      const { items, nextCursor, total } = event.page;
      return {
        ...state,
        items: event.isFirst ? items : [...state.items, ...items],
        total,
        cursor: nextCursor,
        isLoading: false,
      };
    }
    case 'failed':
      return { ...state, isLoading: false, error: event.error };
  }
}

export interface Pages<T> {
  items: T[];
  total: number | undefined;
  isLoading: boolean;
  error: unknown;
  hasMore: boolean;
  /** The next page, or the same again after a failure. */
  loadMore: () => void;
  reload: () => void;
}

/** A list that comes in pages, loaded anew when `key` changes; until the new one is there, the old one stays. */
export function usePages<T>(
  key: string,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const [state, dispatch] = useReducer(next<T>, {
    key,
    items: [],
    total: undefined,
    cursor: null,
    isLoading: true,
    error: undefined,
    round: 0,
    wanted: undefined,
  });
  if (state.key !== key) dispatch({ type: 'restart', key });
  useEffect(() => {
    const abort = new AbortController();
    const { wanted } = state;
    load(wanted, abort.signal).then(
      (page) => !abort.signal.aborted && dispatch({ type: 'came', page, isFirst: wanted === undefined }),
      (error: unknown) => !abort.signal.aborted && dispatch({ type: 'failed', error }),
    );
    return () => abort.abort();
    // `load` is made anew at every render; the round says when there is something to load.
  }, [state.round]);
  return {
    items: state.items,
    total: state.total,
    isLoading: state.isLoading,
    error: state.error,
    hasMore: state.cursor !== null,
    loadMore: () => dispatch({ type: 'more' }),
    reload: () => dispatch({ type: 'restart', key }),
  };
}
