import type { ReactNode } from 'react';
import type { Version } from '../api';
import { t } from '../i18n';
import { Ago, Badge, Button, type Pages } from '../ui';

interface Props {
  pages: Pages<Version>;
  /** The one that customers get; undefined where the template is archived. */
  publishedVersion: number | undefined;
  /** undefined for those who may not. */
  onRollback: ((version: number) => void) | undefined;
}

/** Every version, newest first: who, when, and why. */
export function VersionList({ pages, publishedVersion, onRollback }: Props): ReactNode {
  return (
    <>
      <ol className="versions" reversed>
        {pages.items.map(({ version, publishedAt, publishedBy, origin, note }) => (
          <li key={version} className="card version">
            <div className="row">
              <h3>{t('state.version', { version })}</h3>
              {version === publishedVersion && <Badge tone="good">{t('history.current')}</Badge>}
              {origin !== 'publish' && <Badge>{t(`origin.${origin}`)}</Badge>}
            </div>
            <p className="muted small">
              {publishedBy} · <Ago at={publishedAt} />
            </p>
            {note && <p className="version-note">{note}</p>}
            {onRollback && version !== publishedVersion && (
              <Button look="bare" icon="history" onClick={() => onRollback(version)}>
                {t('rollback.open', { version })}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {pages.hasMore && (
        <Button isBusy={pages.isLoading} onClick={pages.loadMore}>
          {t('action.showMore')}
        </Button>
      )}
    </>
  );
}
