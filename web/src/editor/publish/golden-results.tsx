import type { ReactNode } from 'react';
import type { GoldenReport, GoldenResult } from '../../api';
import { t } from '../../i18n';
import { Badge, Note } from '../../ui';

/** What the golden conversations that touch the template came to, the failed ones first and with their steps. */
export function GoldenResults({ report }: { report: GoldenReport }): ReactNode {
  const { ran, failed, results } = report;
  if (ran === 0) return <p className="muted small">{t('editor.golden.none')}</p>;
  const inOrder = [...results].sort((one, other) => Number(one.passed) - Number(other.passed));
  return (
    <>
      {failed === 0 ? (
        <Note tone="good" icon="check">
          {t('editor.golden.passed', { count: ran })}
        </Note>
      ) : (
        <Note tone="bad" icon="warning">
          {t('editor.golden.failed', { count: ran, failed })}
        </Note>
      )}
      <ul className="golden-list">
        {inOrder.map((result) => (
          <li key={result.name}>
            <Result result={result} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Result({ result: { name, passed, steps } }: { result: GoldenResult }): ReactNode {
  const wrong = steps.filter((step) => !step.passed);
  return (
    <details open={!passed}>
      <summary>
        <Badge tone={passed ? 'good' : 'bad'}>
          {passed ? t('editor.golden.ok') : t('editor.golden.notOk')}
        </Badge>{' '}
        {name}
      </summary>
      <ol className="golden-steps">
        {(passed ? steps : wrong).map(({ line, said, expected, got }) => (
          <li key={line}>
            <p className="small muted">{t('editor.line', { line })}</p>
            <p>{said}</p>
            <dl>
              <dt>{t('editor.golden.expected')}</dt>
              <dd>{expected}</dd>
              {expected !== got && (
                <>
                  <dt>{t('editor.golden.got')}</dt>
                  <dd>{got}</dd>
                </>
              )}
            </dl>
          </li>
        ))}
      </ol>
    </details>
  );
}
