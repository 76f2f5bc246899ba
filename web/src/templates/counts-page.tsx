import { useState, type ReactNode } from 'react';
import { api, type WordingCount } from '../api';
import { formatNumber, formatPercent, t } from '../i18n';
import { Loading, ProblemNote, SelectField, useLoad } from '../ui';
import { TemplateFrame } from './template-frame';
import { localeName, outcomeName } from './template-words';
import './counts-page.css';

/** How often each wording was said, and what came after. */
export function CountsPage({ id }: { id: string }): ReactNode {
  const counts = useLoad(id, (signal) => api.templates.counts(id, signal));
  return (
    <TemplateFrame id={id} current="counts" intro={t('counts.intro')}>
      {counts.is === 'loading' && !counts.data && <Loading />}
      {counts.is === 'failed' && <ProblemNote error={counts.error} onRetry={counts.reload} />}
      {counts.data && <Counts items={counts.data.items} />}
    </TemplateFrame>
  );
}

function Counts({ items }: { items: WordingCount[] }): ReactNode {
  const versions = [...new Set(items.map(({ version }) => version))].sort((a, b) => b - a);
  const [chosen, setChosen] = useState<number>();
  const version = chosen ?? versions[0];
  if (version === undefined) {
    return (
      <div className="card empty">
        <h2>{t('counts.none')}</h2>
        <p>{t('counts.noneHint')}</p>
      </div>
    );
  }
  const shown = items.filter((item) => item.version === version);
  return (
    <>
      <div className="counts-choice">
        <SelectField
          label={t('counts.version')}
          value={version}
          options={versions.map((one) => [String(one), t('state.version', { version: one })] as const)}
          onChange={(event) => setChosen(Number(event.target.value))}
        />
      </div>
      <div className="card table-scroll" role="region" aria-label={t('counts.table')} tabIndex={0}>
        <table className="table counts">
          <thead>
            <tr>
              <th scope="col">{t('counts.wording')}</th>
              <th scope="col">{t('counts.language')}</th>
              <th scope="col" className="table-number">
                {t('counts.said')}
              </th>
              <th scope="col">{t('counts.resolved')}</th>
              <th scope="col">{t('counts.person')}</th>
              <th scope="col" className="table-number">
                {t('counts.up')}
              </th>
              <th scope="col" className="table-number">
                {t('counts.down')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((count) => (
              <CountRow key={`${count.locale} ${count.outcome} ${count.variant}`} count={count} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted small counts-explain">{t('counts.explain')}</p>
    </>
  );
}

function CountRow({ count }: { count: WordingCount }): ReactNode {
  const { outcome, variant, locale, said, resolved, askedForPerson, thumbsUp, thumbsDown } = count;
  return (
    <tr>
      <th scope="row">
        {outcomeName(outcome)}
        {variant && <span className="table-sub">{variant}</span>}
      </th>
      <td data-label={t('counts.language')}>{localeName(locale)}</td>
      <td data-label={t('counts.said')} className="table-number">
        {formatNumber(said)}
      </td>
      <td data-label={t('counts.resolved')}>
        <Share part={resolved} of={said} tone="good" />
      </td>
      <td data-label={t('counts.person')}>
        <Share part={askedForPerson} of={said} tone="warn" />
      </td>
      <td data-label={t('counts.up')} className="table-number">
        {formatNumber(thumbsUp)}
      </td>
      <td data-label={t('counts.down')} className="table-number">
        {formatNumber(thumbsDown)}
      </td>
    </tr>
  );
}

function Share({ part, of, tone }: { part: number; of: number; tone: 'good' | 'warn' }): ReactNode {
  const share = of === 0 ? 0 : part / of;
  return (
    <div className="share">
      <span className="share-text">
        {of === 0 ? '–' : formatPercent(share)} <span className="muted small">({formatNumber(part)})</span>
      </span>
      <span className="share-track" aria-hidden="true">
        <span className={`share-bar share-${tone}`} style={{ width: `${Math.min(share, 1) * 100}%` }} />
      </span>
    </div>
  );
}
