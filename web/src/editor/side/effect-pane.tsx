import type { ReactNode } from 'react';
import { t } from '../../i18n';
import { Button, Loading, ProblemNote } from '../../ui';
import { EffectReport } from './effect-report';
import type { DraftEffect } from './use-draft-effect';

/** What the work would take from other templates. */
export function EffectPane({ effect }: { effect: DraftEffect }): ReactNode {
  const { data, error, isLoading, isOutdated, id, ask } = effect;
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
        {data && !isLoading && error === undefined && <EffectReport effect={data} id={id} />}
      </div>
    </>
  );
}
