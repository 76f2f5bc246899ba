import { useState, type ReactNode } from 'react';
import { api } from '../../api';
import { t } from '../../i18n';
import { Button, Loading, ProblemNote } from '../../ui';
import type { Work } from '../draft/merge-drafts';
import { onTrial } from '../draft/work-on-trial';
import { isSame } from '../draft/merge-drafts';
import { useAnswer } from '../use-answer';
import { EffectReport } from './effect-report';

/** What the work would take from other templates: found out on saving, and when asked for. */
export function EffectPane({ work, revision }: { work: Work; revision: number }): ReactNode {
  const [asked, setAsked] = useState<{ round: number; work: Work }>();
  const [seenRevision, setSeenRevision] = useState(revision);
  const ask = (): void => setAsked({ round: (asked?.round ?? 0) + 1, work: onTrial(work) });
  if (seenRevision !== revision) {
    setSeenRevision(revision);
    ask();
  }
  const { data, error, isLoading } = useAnswer(asked && String(asked.round), (signal) =>
    api.templates.effect(asked?.work ?? onTrial(work), signal),
  );
  const isOutdated = asked && !isLoading && !isSame(choosing(asked.work), choosing(onTrial(work)));
  return (
    <>
      <p className="muted small">{t('editor.effect.intro')}</p>
      <div className="row">
        <Button onClick={ask} isBusy={isLoading}>
          {data ? t('editor.effect.again') : t('editor.effect.ask')}
        </Button>
        {isOutdated && <span className="small muted">{t('editor.effect.outdated')}</span>}
      </div>
      <div aria-live="polite" className="stack">
        {isLoading && <Loading text={t('editor.effect.loading')} />}
        {error !== undefined && <ProblemNote error={error} />}
        {data && !isLoading && error === undefined && (
          <EffectReport effect={data} id={asked?.work.template.id ?? ''} />
        )}
      </div>
    </>
  );
}

/** What choosing looks at; the bodies change nothing about it. */
function choosing({ template, kind }: Work): unknown {
  const { id, intent, description, examples } = template;
  return { id, intent, description, examples, kind };
}
