import type { ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from './button';
import { Loading } from './loading';
import { ProblemNote } from './problem-note';
import type { Pages } from './use-pages';
import './paged-list.css';

interface Props<T> {
  pages: Pages<T>;
  /** Names the list for screen readers. */
  label: string;
  keyOf: (item: T) => string;
  /** What to say where there is nothing. */
  empty: ReactNode;
  children: (item: T) => ReactNode;
}

/** A list of cards in pages, with its waiting, failing and empty states. */
export function PagedList<T>({ pages, label, keyOf, empty, children }: Props<T>): ReactNode {
  const { items, isLoading, error, hasMore, loadMore } = pages;
  return (
    <div className="paged">
      {items.length > 0 && (
        <ul className="card rows" aria-label={label} aria-busy={isLoading}>
          {items.map((item) => (
            <li key={keyOf(item)} className="rows-item">
              {children(item)}
            </li>
          ))}
        </ul>
      )}
      {error !== undefined && <ProblemNote error={error} onRetry={loadMore} />}
      {isLoading && items.length === 0 && <Loading />}
      {!isLoading && error === undefined && items.length === 0 && <div className="card empty">{empty}</div>}
      {hasMore && error === undefined && (
        <Button className="paged-more" isBusy={isLoading} onClick={loadMore}>
          {t('action.showMore')}
        </Button>
      )}
    </div>
  );
}
