import type { ReactNode } from 'react';
import type { GoldenReport, GoldenResult, GoldenStep } from '../api';
import { t } from '../i18n';
import { Badge } from '../ui';
import './golden-results.css';

/** What came of running golden conversations: those that failed are open, with `isOpen` all. */
export function GoldenResults({
  report,
  isOpen = false,
}: {
  report: GoldenReport;
  isOpen?: boolean;
}): ReactNode {
  const results = [...report.results].sort((a, b) => Number(a.passed) - Number(b.passed));
  if (report.ran === 0) return <p className="muted">{t('golden.noneRan')}</p>;
  return (
    <div className="golden-results">
      <p>
        <strong>
          {report.failed === 0
            ? t('golden.allPassed', { count: report.ran })
            : t('golden.someFailed', { count: report.failed, ran: report.ran })}
        </strong>
      </p>
      <ul>
        {results.map((result) => (
          <li key={result.name}>
            <Result result={result} isOpen={isOpen} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Result({ result, isOpen }: { result: GoldenResult; isOpen: boolean }): ReactNode {
  return (
    <details className="golden-result" open={isOpen || !result.passed}>
      <summary>
        <span className="golden-result-name">{result.name}</span>
        <Badge tone={result.passed ? 'good' : 'bad'}>
          {result.passed ? t('golden.passed') : t('golden.failed')}
        </Badge>
      </summary>
      <ol>
        {result.steps.map((step, index) => (
          <li key={index} className={step.passed ? 'golden-step' : 'golden-step golden-step-failed'}>
            {step.said && step.said !== result.steps[index - 1]?.said && (
              <p className="golden-said">
                <span className="unseen">{t('golden.customer')} </span>
                {step.said}
              </p>
            )}
            {step.passed && isOfRecords(step) && (
              <p className="muted small">
                {t('golden.records')} <code>{step.expected}</code>
              </p>
            )}
            {step.passed && !isOfRecords(step) && (
              <p className="golden-got">
                <span className="unseen">{t('golden.bot')} </span>
                {step.got}
              </p>
            )}
            {!step.passed && (
              <dl className="golden-differs">
                <dt>{t('golden.line')}</dt>
                <dd>{step.line}</dd>
                <dt>{t('golden.expected')}</dt>
                <dd>{step.expected}</dd>
                <dt>{t('golden.got')}</dt>
                <dd>{step.got || t('golden.nothing')}</dd>
              </dl>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** What the records hold was looked at, which nobody said. */
function isOfRecords({ expected }: GoldenStep): boolean {
  return expected.startsWith('rows ');
}
