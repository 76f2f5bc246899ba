import { useEffect, useState, type ReactNode } from 'react';
import { api, DELIVERY_STATES, type Delivery, type DeliveryState, type WebhookItem } from '../api';
import { t } from '../i18n';
import { Button, ConfirmDialog, PagedList, SelectField, usePages, useToast, useUntilSettled } from '../ui';
import { DeliveryRow } from './delivery-row';

interface Props {
  webhook: WebhookItem;
  /** Counts what was sent from this page; each is looked for. */
  sendings: number;
  /** How the endpoint does has changed, maybe. */
  onSettled: () => void;
}

/** What the webhook was sent, newest first, each with its attempts. */
export function Deliveries({ webhook, sendings, onSettled }: Props): ReactNode {
  const { id } = webhook;
  const toast = useToast();
  const [state, setState] = useState<DeliveryState>();
  const [chosen, setChosen] = useState<Delivery>();
  const pages = usePages<Delivery>(state ?? '', (cursor, signal) =>
    api.webhooks.deliveries(id, { state, cursor }, signal),
  );
  useEffect(() => {
    if (sendings > 0) pages.reload();
  }, [sendings]);
  const isUnderWay = !webhook.disabledAt && pages.items.some(isUntried);
  useUntilSettled(isUnderWay, pages.isLoading, pages.reload);
  useEffect(() => {
    if (!isUnderWay && sendings > 0) onSettled();
  }, [isUnderWay]);
  return (
    <section className="stack" aria-labelledby="deliveries">
      <h2 id="deliveries">{t('deliveries.title')}</h2>
      <div className="delivery-filters">
        <SelectField
          label={t('deliveries.state')}
          value={state ?? ''}
          options={[
            ['', t('deliveries.anyState')],
            ...DELIVERY_STATES.map((one) => [one, t(`deliveryShown.${one}`)] as const),
          ]}
          onChange={(event) => setState(DELIVERY_STATES.find((one) => one === event.target.value))}
        />
        <Button
          icon="replay"
          isBusy={pages.isLoading}
          onClick={() => {
            pages.reload();
            onSettled();
          }}
        >
          {t('deliveries.reload')}
        </Button>
      </div>
      <PagedList
        pages={pages}
        label={t('deliveries.title')}
        keyOf={(delivery) => String(delivery.id)}
        empty={
          state ? (
            <p>{t('deliveries.noneFound')}</p>
          ) : (
            <>
              <h3>{t('deliveries.none')}</h3>
              <p>{t('deliveries.noneHint')}</p>
            </>
          )
        }
      >
        {(delivery) => (
          <DeliveryRow
            delivery={delivery}
            isPaused={webhook.disabledAt !== null}
            onReplay={() => setChosen(delivery)}
          />
        )}
      </PagedList>
      {chosen && (
        <ConfirmDialog
          title={t('deliveries.replayTitle', { type: chosen.type })}
          submitText={t('deliveries.replay')}
          look="primary"
          onClose={() => setChosen(undefined)}
          act={async () => {
            const result = await api.webhooks.replay(id, chosen.id);
            setChosen(undefined);
            toast(t(result.state === 'replayed' ? 'deliveries.replayed' : 'deliveries.waiting'));
            pages.reload();
          }}
        >
          {t('deliveries.replayIntro')}
        </ConfirmDialog>
      )}
    </section>
  );
}

/** Since it was queued, for the first time or again: it goes out within a moment. */
function isUntried({ state, queuedAt, attempts }: Delivery): boolean {
  return state === 'waiting' && !attempts.some(({ at }) => at >= queuedAt);
}
