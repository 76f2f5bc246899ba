import { useState, type ReactNode } from 'react';
import { api, ApiError, type ShopEventItem } from '../api';
import { Link } from '../app/link';
import { NotFound } from '../app/not-found';
import { Page } from '../app/page';
import { useMay } from '../app/session';
import { formatDateTime, formatNumber, t } from '../i18n';
import {
  Badge,
  Button,
  ConfirmDialog,
  Icon,
  Loading,
  Note,
  ProblemNote,
  useLoad,
  useToast,
  useUntilSettled,
} from '../ui';
import { EventFault } from './event-fault';
import { STATE_TONES } from './event-state';
import './shop-events.css';

/** One event: what became of it, and to an admin what it says. */
export default function ShopEventPage({ id }: { id: string }): ReactNode {
  const toast = useToast();
  const mayReplay = useMay('admin');
  const [isAsking, setAsking] = useState(false);
  const found = useLoad(id, (signal) => api.shopEvents.get(id, signal));
  const event = found.data;
  // One that failed before is tried again in its own time.
  const isUnderWay = event?.state === 'pending' && event.attempts === 0;
  useUntilSettled(isUnderWay, found.is === 'loading', found.reload);
  if (found.is === 'failed' && ApiError.is(found.error, 'SHOP_EVENT_UNKNOWN')) return <NotFound />;
  const isReplayable = event?.state === 'dead' || event?.state === 'unknown_topic';
  const close = (): void => setAsking(false);
  return (
    <Page
      title={event?.topic ?? t('shopEvent.of', { id })}
      above={
        <Link to="/shop-events" className="back-link">
          <Icon name="back" />
          {t('shopEvents.title')}
        </Link>
      }
      actions={
        mayReplay &&
        isReplayable && (
          <Button look="primary" icon="replay" onClick={() => setAsking(true)}>
            {t('shopEvents.replay')}
          </Button>
        )
      }
    >
      {found.is === 'failed' && <ProblemNote error={found.error} onRetry={found.reload} />}
      {found.is === 'loading' && !event && <Loading />}
      {event && (
        <>
          <Facts event={event} />
          {mayReplay ? <Payload event={event} /> : <p className="muted">{t('shopEvent.payloadHidden')}</p>}
        </>
      )}
      {event && isAsking && (
        <ConfirmDialog
          title={t('shopEvents.replayTitle')}
          submitText={t('shopEvents.replaySubmit')}
          look="primary"
          onClose={close}
          act={async () => {
            await api.shopEvents.replay(event.id);
            close();
            toast(t('shopEvents.replayed'));
            found.reload();
          }}
        >
          {t('shopEvents.replayIntro')}
        </ConfirmDialog>
      )}
    </Page>
  );
}

function Facts({ event }: { event: ShopEventItem }): ReactNode {
  const { state, source, origin, resourceKey, attempts, triggeredAt, receivedAt, finishedAt } = event;
  const isTriedAgain = state === 'pending' && attempts > 0;
  const facts: [name: string, value: string | null][] = [
    [t('shopEvents.source'), t(`source.${source}`)],
    [t('shopEvent.shop'), origin],
    [t('shopEvent.about'), resourceKey],
    [t('shopEvent.happened'), triggeredAt && formatDateTime(triggeredAt)],
    [t('shopEvent.received'), formatDateTime(receivedAt)],
    [t('shopEvent.finished'), finishedAt && formatDateTime(finishedAt)],
    [t('shopEvent.attempts'), attempts > 0 ? formatNumber(attempts) : null],
    [t('shopEvent.next'), isTriedAgain ? formatDateTime(event.nextAttemptAt) : null],
    [t('shopEvent.eventId'), event.eventId],
    [t('shopEvent.deliveryKey'), event.deliveryKey],
  ];
  return (
    <section className="card stack" aria-label={t('shopEvent.facts')}>
      <div role="status">
        <Badge tone={STATE_TONES[state]}>{t(`eventState.${state}`)}</Badge>
      </div>
      {event.errorCode && (
        <Note tone="bad" icon="warning">
          <p>
            <EventFault event={event} />
          </p>
        </Note>
      )}
      <dl className="event-facts">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}

function Payload({ event: { payload, unreadableBody } }: { event: ShopEventItem }): ReactNode {
  const hasPayload = payload !== null && payload !== undefined;
  const text = hasPayload ? JSON.stringify(payload, null, 2) : unreadableBody;
  return (
    <section className="card stack" aria-labelledby="payload">
      <h2 id="payload">{t('shopEvent.payload')}</h2>
      {text ? (
        <>
          <p className="muted small">{hasPayload ? t('shopEvent.payloadHint') : t('shopEvent.unreadable')}</p>
          <pre className="event-payload" role="region" aria-labelledby="payload" tabIndex={0}>
            {text}
          </pre>
        </>
      ) : (
        <p className="muted">{t('shopEvent.empty')}</p>
      )}
    </section>
  );
}
