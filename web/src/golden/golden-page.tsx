import { useState, type ReactNode } from 'react';
import { api, type GoldenConversation, type GoldenReport } from '../api';
import { Link } from '../app/link';
import { Page } from '../app/page';
import { useMay } from '../app/session';
import { t } from '../i18n';
import { GoldenResults } from '../templates/golden-results';
import { Ago, Badge, Button, ButtonLink, PagedList, ProblemNote, useAction, usePages } from '../ui';
import './golden.css';

/** The conversations that have to go as written before a template goes out. */
export function GoldenPage(): ReactNode {
  const [report, setReport] = useState<GoldenReport>();
  const pages = usePages<GoldenConversation>('golden', (cursor, signal) =>
    api.golden.list({ cursor }, signal),
  );
  const running = useAction(async () => setReport(await api.golden.run({})));
  const passed = new Map(report?.results.map((result) => [result.name, result.passed]));
  return (
    <Page
      title={t('golden.title')}
      intro={t('golden.intro')}
      actions={
        <>
          <Button icon="golden" isBusy={running.isBusy} onClick={() => void running.run()}>
            {t('golden.runAll')}
          </Button>
          {useMay('editor') && (
            <ButtonLink look="primary" icon="add" to="/golden/new">
              {t('golden.new')}
            </ButtonLink>
          )}
        </>
      }
    >
      {running.error !== undefined && <ProblemNote error={running.error} />}
      <div role="status">{running.isBusy && <p className="muted">{t('golden.running')}</p>}</div>
      {report && !running.isBusy && (
        <section className="card" aria-label={t('golden.results')} role="region">
          <GoldenResults report={report} />
        </section>
      )}
      <PagedList
        pages={pages}
        label={t('golden.title')}
        keyOf={(conversation) => conversation.name}
        empty={
          <>
            <h2>{t('golden.none')}</h2>
            <p>{t('golden.noneHint')}</p>
          </>
        }
      >
        {({ name, touches, updatedBy, updatedAt }) => (
          <article className="golden-row">
            <div className="golden-row-main">
              <h2>
                <Link to={`/golden/${encodeURIComponent(name)}`} className="golden-row-link">
                  {name}
                </Link>
              </h2>
              <p className="muted small">
                {touches.length === 0
                  ? t('golden.touchesNone')
                  : t('golden.touches', { ids: touches.join(', ') })}
              </p>
            </div>
            <div className="golden-row-side">
              {passed.has(name) && (
                <Badge tone={passed.get(name) ? 'good' : 'bad'}>
                  {passed.get(name) ? t('golden.passed') : t('golden.failed')}
                </Badge>
              )}
              <p className="muted small">
                {updatedBy} · <Ago at={updatedAt} />
              </p>
            </div>
          </article>
        )}
      </PagedList>
    </Page>
  );
}
