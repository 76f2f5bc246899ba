import type { ReactNode } from 'react';
import type { WebhookItem } from '../api';
import { t } from '../i18n';
import { Badge, Note } from '../ui';

type State = 'on' | 'paused' | 'gone' | 'resting';

const TONES = { on: 'good', paused: 'plain', gone: 'bad', resting: 'warn' } as const;

/** Whether it gets what happens, in a word. */
export function WebhookState({ webhook }: { webhook: WebhookItem }): ReactNode {
  const state = stateOf(webhook);
  return <Badge tone={TONES[state]}>{t(`webhookState.${state}`)}</Badge>;
}

/** Why it gets nothing, where it does not. */
export function WebhookStateNote({ webhook }: { webhook: WebhookItem }): ReactNode {
  switch (stateOf(webhook)) {
    case 'on':
      return null;
    case 'paused':
      return <Note>{t('webhookState.pausedHint')}</Note>;
    case 'gone':
      return (
        <Note tone="bad" icon="warning">
          {t('webhookState.goneHint')}
        </Note>
      );
    case 'resting':
      return (
        <Note tone="warn" icon="warning">
          {t('webhookState.restingHint', { count: webhook.failures })}
        </Note>
      );
  }
}

function stateOf({ disabledAt, disabledReason, pausedUntil }: WebhookItem): State {
  if (disabledAt) return disabledReason === 'gone' ? 'gone' : 'paused';
  return pausedUntil && new Date(pausedUntil) > new Date() ? 'resting' : 'on';
}
