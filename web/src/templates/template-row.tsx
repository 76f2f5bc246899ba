import type { ReactNode } from 'react';
import type { TemplateItem } from '../api';
import { Link } from '../app/link';
import { t } from '../i18n';
import { Ago, Badge } from '../ui';

/** One template in the list: its name, what it is for, and where it stands. */
export function TemplateRow({ item }: { item: TemplateItem }): ReactNode {
  const { id, kind, description, published, draft, archivedAt } = item;
  const last = draft ?? published;
  return (
    <article className="template-row">
      <div className="template-row-main">
        <h2>
          <Link to={`/templates/${encodeURIComponent(id)}`} className="template-row-link">
            {id}
          </Link>
        </h2>
        <p className="template-row-text">{description || t('templates.noDescription')}</p>
      </div>
      <div className="template-row-side">
        <div className="row">
          {kind !== 'answer' && <Badge>{t(`kind.${kind}`)}</Badge>}
          {draft && <Badge tone="warn">{published ? t('state.changed') : t('state.unpublished')}</Badge>}
          {archivedAt ? (
            <Badge>{t('state.archived')}</Badge>
          ) : (
            published && <Badge tone="good">{t('state.version', { version: published.version })}</Badge>
          )}
        </div>
        {last && (
          <p className="muted small">
            {last.by} · <Ago at={last.at} />
          </p>
        )}
      </div>
    </article>
  );
}
