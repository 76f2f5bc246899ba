import { useState, type ReactNode } from 'react';
import type { WebhookItem } from '../api';
import { Link } from '../app/link';
import { NotFound } from '../app/not-found';
import { Page } from '../app/page';
import { formatDateTime, t } from '../i18n';
import { Icon, Loading, ProblemNote, useLoad } from '../ui';
import { Deliveries } from './deliveries';
import { findWebhook } from './find-webhook';
import { WebhookActions } from './webhook-actions';
import { WebhookState, WebhookStateNote } from './webhook-state';
import '../ui/event-row.css';
import './webhooks.css';

/** One webhook: what it is sent, how that went, and what can be done about it. */
export default function WebhookPage({ id }: { id: string }): ReactNode {
  const found = useLoad(id, async (signal) => (await findWebhook(id, signal)) ?? 'unknown');
  const [sendings, setSendings] = useState(0);
  if (found.data === 'unknown') return <NotFound />;
  const webhook = found.data;
  return (
    <Page
      title={webhook ? webhook.description || webhook.url : t('webhooks.title')}
      above={
        <Link to="/webhooks" className="back-link">
          <Icon name="back" />
          {t('webhooks.title')}
        </Link>
      }
      below={
        webhook && (
          <WebhookActions
            webhook={webhook}
            onChanged={found.reload}
            onSent={() => setSendings((before) => before + 1)}
          />
        )
      }
    >
      {found.is === 'failed' && <ProblemNote error={found.error} onRetry={found.reload} />}
      {found.is === 'loading' && !webhook && <Loading />}
      {webhook && (
        <>
          <Facts webhook={webhook} />
          <Deliveries webhook={webhook} sendings={sendings} onSettled={found.reload} />
        </>
      )}
    </Page>
  );
}

function Facts({ webhook }: { webhook: WebhookItem }): ReactNode {
  const { url, types, previousSecretUntil } = webhook;
  const isOldSecretValid = previousSecretUntil && new Date(previousSecretUntil) > new Date();
  return (
    <section className="card stack" aria-label={t('webhooks.url')}>
      <div className="event-row">
        <p className="mono event-row-main">{url}</p>
        <div>
          <WebhookState webhook={webhook} />
        </div>
      </div>
      <WebhookStateNote webhook={webhook} />
      {types ? (
        <ul className="webhook-facts small" aria-label={t('webhooks.which')}>
          {types.map((type) => (
            <li key={type}>
              {t(`happened.${type}`)} <code className="muted">{type}</code>
            </li>
          ))}
        </ul>
      ) : (
        <p className="small">{t('webhooks.allTypes')}</p>
      )}
      {isOldSecretValid && (
        <p className="muted small">{t('webhooks.oldUntil', { when: formatDateTime(previousSecretUntil) })}</p>
      )}
    </section>
  );
}
