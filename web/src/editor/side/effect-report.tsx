import type { ReactNode } from 'react';
import type { Effect } from '../../api';
import { formatPercent, t } from '../../i18n';
import { Icon, Note } from '../../ui';
import { Meter } from './meter';

const MOST_SHOWN = 5;

/** Which templates are near, which messages would go elsewhere, and whether two cannot be told apart. */
export function EffectReport({ effect, id }: { effect: Effect; id: string }): ReactNode {
  const { neighbours, cannotTellApart, checkedMessages, changes } = effect;
  const gained = changes.filter(({ after }) => after.id === id);
  const others = changes.filter(({ after }) => after.id !== id);
  return (
    <div className="stack">
      {cannotTellApart.length > 0 && (
        <Note tone="warn" icon="warning">
          <p>
            <strong>
              {t('editor.effect.cannotTellApart', { ids: cannotTellApart.map((one) => one.id).join(', ') })}
            </strong>
          </p>
          <p>{t('editor.effect.cannotTellApartHint')}</p>
        </Note>
      )}
      <div>
        <h3>{t('editor.effect.neighbours')}</h3>
        {neighbours.length === 0 && <p className="muted small">{t('editor.effect.noNeighbours')}</p>}
        <ul className="ranking">
          {neighbours.slice(0, MOST_SHOWN).map((one) => (
            <li key={one.id}>
              <span className="ranking-id mono">{one.id}</span>
              <Meter share={one.similarity} />
            </li>
          ))}
        </ul>
      </div>
      <div className="stack">
        <h3>{t('editor.effect.changes')}</h3>
        <p className="small muted">
          {checkedMessages === 0
            ? t('editor.effect.noMessages')
            : changes.length === 0
              ? t('editor.effect.noChanges', { count: checkedMessages })
              : t('editor.effect.checked', { changed: changes.length, count: checkedMessages })}
        </p>
        <Changes title={t('editor.effect.gained', { count: gained.length })} changes={gained} />
        <Changes title={t('editor.effect.others', { count: others.length })} changes={others} />
      </div>
    </div>
  );
}

function Changes({ title, changes }: { title: string; changes: Effect['changes'] }): ReactNode {
  if (changes.length === 0) return null;
  return (
    <details className="effect-changes" open={changes.length <= 10}>
      <summary>{title}</summary>
      <ul>
        {changes.map(({ text, before, after }, index) => (
          <li key={index}>
            <p>{text}</p>
            <p className="small muted change-ids">
              <span className="unseen">{t('editor.effect.before')} </span>
              <span className="mono">{before.id}</span> {formatPercent(before.score)}
              <span className="change-arrow">
                <Icon name="back" />
              </span>
              <span className="unseen">{t('editor.effect.after')} </span>
              <span className="mono">{after.id}</span> {formatPercent(after.score)}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
