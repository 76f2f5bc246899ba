import { useState, type ReactNode } from 'react';
import { api, type WebhookItem, type WithSecret } from '../api';
import { Link } from '../app/link';
import { Page } from '../app/page';
import { t } from '../i18n';
import { Ago, Button, PagedList, SecretDialog, usePages } from '../ui';
import { WebhookDialog } from './webhook-dialog';
import { WebhookState } from './webhook-state';
import '../ui/event-row.css';
import './webhooks.css';

type Doing = { is: 'making' } | { is: 'showing'; made: WithSecret };

/** Which systems are told what happens. */
export default function WebhooksPage(): ReactNode {
  const [doing, setDoing] = useState<Doing>();
  const pages = usePages<WebhookItem>('webhooks', (cursor, signal) => api.webhooks.list({ cursor }, signal));
  const close = (): void => setDoing(undefined);
  return (
    <Page
      title={t('webhooks.title')}
      intro={t('webhooks.intro')}
      actions={
        <Button look="primary" icon="add" onClick={() => setDoing({ is: 'making' })}>
          {t('webhooks.make')}
        </Button>
      }
    >
      <PagedList
        pages={pages}
        label={t('webhooks.title')}
        keyOf={({ id }) => id}
        empty={
          <>
            <h2>{t('webhooks.none')}</h2>
            <p>{t('webhooks.noneHint')}</p>
          </>
        }
      >
        {(webhook) => <WebhookRow webhook={webhook} />}
      </PagedList>
      {doing?.is === 'making' && (
        <WebhookDialog
          onClose={close}
          save={async (wanted) => {
            setDoing({ is: 'showing', made: await api.webhooks.make(wanted) });
            pages.reload();
          }}
        />
      )}
      {doing?.is === 'showing' && (
        <SecretDialog
          title={t('webhooks.secretTitle', { url: doing.made.url })}
          secret={doing.made.secret}
          onClose={close}
        >
          {t('webhooks.secretHint')}
        </SecretDialog>
      )}
    </Page>
  );
}

function WebhookRow({ webhook }: { webhook: WebhookItem }): ReactNode {
  const { id, url, description, types, createdBy, createdAt } = webhook;
  return (
    <article className="event-row">
      <div className="event-row-main">
        <h2>
          <Link to={`/webhooks/${encodeURIComponent(id)}`} className="event-row-link">
            {description || url}
          </Link>
        </h2>
        {description && <p className="mono small">{url}</p>}
        <p className="muted small">
          {types ? t('webhooks.typeCount', { count: types.length }) : t('webhooks.allTypes')}
          {' · '}
          {t('webhooks.madeBy', { name: createdBy })} <Ago at={createdAt} />
        </p>
      </div>
      <div className="event-row-side">
        <WebhookState webhook={webhook} />
      </div>
    </article>
  );
}
