import type { ReactNode } from 'react';
import { api, type ReplayableState, type ShopEventFilter } from '../api';
import { formatNumber, t } from '../i18n';
import { ConfirmDialog } from '../ui';

export type ReplayableFilter = ShopEventFilter<ReplayableState>;

interface Props {
  filter: ReplayableFilter;
  /** With a sentence about what came of it. */
  onDone: (text: string) => void;
  onClose: () => void;
}

/** Asks before all events that match are applied once more, and says which these are. */
export function ReplayAllDialog({ filter, onDone, onClose }: Props): ReactNode {
  return (
    <ConfirmDialog
      title={t('shopEvents.replayAllTitle')}
      submitText={t('shopEvents.replaySubmit')}
      look="primary"
      onClose={onClose}
      act={async () => {
        const { replayed, isMore } = await api.shopEvents.replayAll(filter);
        if (isMore) return onDone(t('shopEvents.replayedSome', { count: formatNumber(replayed) }));
        onDone(
          replayed === 0 ? t('shopEvents.replayedNone') : t('shopEvents.replayedAll', { count: replayed }),
        );
      }}
    >
      {t('shopEvents.replayAllIntro', { which: whichOf(filter) })}
    </ConfirmDialog>
  );
}

/** "All dead letters from Shopify about orders/paid". */
function whichOf({ state, source, topic }: ReplayableFilter): string {
  const all = t(`shopEvents.which.${state}`);
  const from = source ? t('shopEvents.whichFrom', { which: all, source: t(`source.${source}`) }) : all;
  return topic ? t('shopEvents.whichAbout', { which: from, topic }) : from;
}
