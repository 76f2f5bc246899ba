import type { ReactNode } from 'react';
import type { ShopEventItem } from '../api';
import { Link } from '../app/link';
import { formatAgo, language, t } from '../i18n';
import { Ago, Badge } from '../ui';
import { EventFault } from './event-fault';
import { STATE_TONES } from './event-state';

/** One event in the list; what it says is on its own page. */
export function ShopEventRow({ event }: { event: ShopEventItem }): ReactNode {
  const { id, topic, source, resourceKey, receivedAt, state, attempts, nextAttemptAt } = event;
  return (
    <article className="event-row">
      <div className="event-row-main">
        <h2>
          <Link to={`/shop-events/${id}`} className="event-row-link mono">
            {topic}
          </Link>
        </h2>
        <p className="muted small">
          {t(`source.${source}`)}
          {resourceKey && ` · ${resourceKey}`} · {t('shopEvents.received')} <Ago at={receivedAt} />
        </p>
        {(event.errorCode || attempts > 0) && (
          <p className="small">
            <EventFault event={event} />
            {attempts > 0 && (
              <span className="muted">
                {event.errorCode && ' · '}
                {t('shopEvents.failedTimes', { count: attempts })}
              </span>
            )}
            {state === 'pending' && attempts > 0 && (
              <span className="muted">
                {' · '}
                {t('shopEvents.nextTry', { when: formatAgo(nextAttemptAt, language) })}
              </span>
            )}
          </p>
        )}
      </div>
      <div className="event-row-side">
        <Badge tone={STATE_TONES[state]}>{t(`eventState.${state}`)}</Badge>
      </div>
    </article>
  );
}
