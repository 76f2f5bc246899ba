import { useEffect, useState, type ReactNode } from 'react';
import { api, KINDS, type TemplateFilter, type TemplateItem } from '../api';
import { navigate, usePlace } from '../app/navigation';
import { Page } from '../app/page';
import { useMay } from '../app/session';
import { formatNumber, t } from '../i18n';
import { Button, ButtonLink, PagedList, SelectField, TextField, useDelayed, usePages } from '../ui';
import { TemplateRow } from './template-row';
import './templates-page.css';

const STATES = ['published', 'draft', 'archived'] as const;

/** All templates, to search and to filter; the filters are in the address. */
export function TemplatesPage(): ReactNode {
  const { search: query } = usePlace();
  const filter = filterOf(query);
  const [typed, setTyped] = useState(filter.search ?? '');
  const settled = useDelayed(typed, 250);
  useEffect(
    () => showFilter({ ...filterOf(new URLSearchParams(window.location.search)), search: settled }),
    [settled],
  );
  // Going back, or the menu's link, changes the filter from outside.
  useEffect(() => {
    if ((filter.search ?? '') !== settled) setTyped(filter.search ?? '');
  }, [filter.search]);

  const key = JSON.stringify(filter);
  const pages = usePages<TemplateItem>(key, (cursor, signal) =>
    api.templates.list({ ...filter, cursor }, signal),
  );
  const isFiltered = Boolean(filter.search || filter.kind || filter.state);
  const clear = (): void => {
    setTyped('');
    showFilter({});
  };
  return (
    <Page
      title={t('templates.title')}
      intro={t('templates.intro')}
      actions={
        useMay('editor') && (
          <ButtonLink look="primary" icon="add" to="/templates/new">
            {t('template.new')}
          </ButtonLink>
        )
      }
    >
      <search className="filters">
        <TextField
          label={t('templates.search')}
          type="search"
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
        <SelectField
          label={t('templates.kind')}
          value={filter.kind ?? ''}
          options={[
            ['', t('templates.anyKind')],
            ...KINDS.map((kind) => [kind, t(`kind.${kind}s`)] as const),
          ]}
          onChange={(event) => showFilter({ ...filter, kind: oneOf(KINDS, event.target.value) })}
        />
        <SelectField
          label={t('templates.state')}
          value={filter.state ?? ''}
          options={[
            ['', t('templates.anyState')],
            ...STATES.map((state) => [state, t(`state.${state}`)] as const),
          ]}
          onChange={(event) => showFilter({ ...filter, state: oneOf(STATES, event.target.value) })}
        />
      </search>
      <section aria-label={t('templates.title')} className="stack">
        <p className="muted small" role="status">
          {pages.total !== undefined &&
            !pages.isLoading &&
            t('templates.found', { count: pages.total, shown: formatNumber(pages.total) })}
        </p>
        <PagedList
          pages={pages}
          label={t('templates.title')}
          keyOf={(item) => item.id}
          empty={
            <>
              <h2>{isFiltered ? t('templates.noneFound') : t('templates.none')}</h2>
              {isFiltered && <Button onClick={clear}>{t('templates.clear')}</Button>}
            </>
          }
        >
          {(item) => <TemplateRow item={item} />}
        </PagedList>
      </section>
    </Page>
  );
}

function filterOf(query: URLSearchParams): TemplateFilter {
  return {
    search: query.get('search') ?? undefined,
    kind: oneOf(KINDS, query.get('kind')),
    state: oneOf(STATES, query.get('state')),
  };
}

function showFilter({ search, kind, state }: TemplateFilter): void {
  const query = new URLSearchParams();
  if (search) query.set('search', search);
  if (kind) query.set('kind', kind);
  if (state) query.set('state', state);
  const text = query.toString();
  navigate(`/templates${text && `?${text}`}`, { replace: true });
}

function oneOf<T extends string>(allowed: readonly T[], value: string | null): T | undefined {
  return allowed.find((one) => one === value);
}
