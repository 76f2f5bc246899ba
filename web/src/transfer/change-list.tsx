import type { ReactNode } from 'react';
import type { ImportChange } from '../api';
import { t } from '../i18n';
import { Badge, FaultList, type Tone } from '../ui';

const TONES: Record<ImportChange['change'], Tone> = {
  invalid: 'bad',
  conflict: 'bad',
  new: 'good',
  changed: 'warn',
  same: 'plain',
};
const ORDER = Object.keys(TONES);

/** What an import would do to each template; those that hinder it come first. */
export function ChangeList({ changes }: { changes: ImportChange[] }): ReactNode {
  const sorted = [...changes].sort((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change));
  const different = sorted.filter(({ change }) => change !== 'same');
  const same = sorted.length - different.length;
  return (
    <div className="stack">
      <ul className="changes" aria-label={t('import.changes')}>
        {different.map((change) => (
          <Change key={change.id} {...change} />
        ))}
      </ul>
      {same > 0 && <p className="muted small">{t('import.same', { count: same })}</p>}
    </div>
  );
}

function Change({ id, change, paths, faults }: ImportChange): ReactNode {
  return (
    <li className="change">
      <div className="row">
        <strong className="change-id">{id}</strong>
        <Badge tone={TONES[change]}>{t(`change.${change}`)}</Badge>
      </div>
      {change === 'changed' && paths.length > 0 && (
        <p className="muted small">{t('import.paths', { paths: paths.join(', ') })}</p>
      )}
      {change === 'conflict' && <p className="small">{t('import.conflictHint')}</p>}
      {faults.length > 0 && <FaultList faults={faults} />}
    </li>
  );
}
