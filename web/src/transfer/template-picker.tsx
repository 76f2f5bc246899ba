import { useState, type ReactNode } from 'react';
import { api, type TemplateItem } from '../api';
import { t } from '../i18n';
import { Button, Loading, ProblemNote, TextField, useDelayed, usePages } from '../ui';

interface Props {
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** Ticks templates in a list that can be searched; what is ticked stays so while other searches are shown. */
export function TemplatePicker({ chosen, onChange }: Props): ReactNode {
  const [typed, setTyped] = useState('');
  const search = useDelayed(typed, 250);
  const pages = usePages<TemplateItem>(search, (cursor, signal) =>
    api.templates.list({ search, state: 'published', cursor, limit: 200 }, signal),
  );
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <div className="picker">
      <TextField
        label={t('templates.search')}
        type="search"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {pages.error !== undefined && <ProblemNote error={pages.error} onRetry={pages.loadMore} />}
      {pages.isLoading && pages.items.length === 0 && <Loading />}
      <ul className="picker-list" aria-label={t('templates.title')}>
        {pages.items.map(({ id }) => (
          <li key={id}>
            <label className="choice">
              <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />
              {id}
            </label>
          </li>
        ))}
      </ul>
      {pages.hasMore && (
        <Button isBusy={pages.isLoading} onClick={pages.loadMore}>
          {t('action.showMore')}
        </Button>
      )}
    </div>
  );
}
