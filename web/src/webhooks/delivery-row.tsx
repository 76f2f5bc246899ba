import type { ReactNode } from 'react';
import type { Delivery, DeliveryAttempt } from '../api';
import { formatAgo, formatDateTime, formatNumber, language, t } from '../i18n';
import { Ago, Badge, Button } from '../ui';

const TONES = { waiting: 'warn', delivered: 'good', given_up: 'bad' } as const;

interface Props {
  delivery: Delivery;
  /** Nothing goes out while the webhook is paused. */
  isPaused: boolean;
  onReplay: () => void;
}

/** One delivery, with how its attempts went. */
export function DeliveryRow({ delivery, isPaused, onReplay }: Props): ReactNode {
  const { type, state, occurredAt, nextAttemptAt, attempts, messageId } = delivery;
  return (
    <article className="event-row">
      <div className="event-row-main">
        <h3>{t(`happened.${type}`)}</h3>
        <p className="muted small">
          <code>{type}</code> · {t('deliveries.happened')} <Ago at={occurredAt} />
          {nextAttemptAt &&
            !isPaused &&
            attempts.length > 0 &&
            ` · ${t('deliveries.next', { when: formatAgo(nextAttemptAt, language) })}`}
        </p>
      </div>
      <div className="event-row-side">
        <Badge tone={TONES[state]}>{t(`deliveryState.${state}`)}</Badge>
        {state !== 'waiting' && (
          <Button
            look="bare"
            aria-label={t('deliveries.replayNamed', { type, when: formatDateTime(occurredAt) })}
            onClick={onReplay}
          >
            {t('deliveries.replay')}
          </Button>
        )}
      </div>
      {attempts.length === 0 ? (
        <p className="muted small event-row-all">{t('deliveries.noAttempts')}</p>
      ) : (
        <details className="event-row-all event-more">
          <summary>{t('deliveries.attempts', { count: attempts.length })}</summary>
          <div className="event-more-body">
            <p className="small">
              <span className="muted">webhook-id</span> <code>{messageId}</code>
            </p>
            <ol className="attempts">
              {attempts.map((attempt, index) => (
                <Attempt key={index} attempt={attempt} />
              ))}
            </ol>
          </div>
        </details>
      )}
    </article>
  );
}

function Attempt({ attempt }: { attempt: DeliveryAttempt }): ReactNode {
  const { at, durationMs, status, errorCode, answer } = attempt;
  const isTaken = status !== null && status >= 200 && status < 300;
  return (
    <li className="attempt">
      <p className="row small">
        <Badge tone={isTaken ? 'good' : 'bad'}>{status ?? errorCode}</Badge>
        <time dateTime={at}>{formatDateTime(at)}</time>
        <span className="muted">{t('deliveries.milliseconds', { count: formatNumber(durationMs) })}</span>
      </p>
      {status !== null &&
        (answer ? <pre>{answer}</pre> : <p className="muted small">{t('deliveries.noAnswerText')}</p>)}
    </li>
  );
}
