import type { ReactNode } from 'react';
import { t } from '../i18n';

/** What an entry says beside who, what and when: notes as they are, changes as before and after. */
export function ActivityDetails({ details }: { details: unknown }): ReactNode {
  const entries = isRecord(details) ? flat(details) : [];
  if (entries.length === 0) return null;
  return (
    <details className="activity-details">
      <summary>{t('activity.details')}</summary>
      <dl>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt className="mono">{name}</dt>
            {isChange(value) ? (
              <dd className="activity-change">
                {!isNothing(value[0]) && (
                  <del>
                    <span className="unseen">{t('activity.before')} </span>
                    {shown(value[0])}
                  </del>
                )}
                {!isNothing(value[1]) && (
                  <ins>
                    <span className="unseen">{t('activity.after')} </span>
                    {shown(value[1])}
                  </ins>
                )}
              </dd>
            ) : (
              <dd>{shown(value)}</dd>
            )}
          </div>
        ))}
      </dl>
    </details>
  );
}

/** `{ note, changes: { path: [before, after] } }` → the note and each path. */
function flat(details: Record<string, unknown>): [string, unknown][] {
  return Object.entries(details)
    .flatMap(([name, value]) =>
      isRecord(value) ? Object.entries(value) : [[name, value] as [string, unknown]],
    )
    .filter(([, value]) => (isChange(value) ? !value.every(isNothing) : !isNothing(value)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isChange(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
