import { useState, type ReactNode } from 'react';
import { api, type Key, type MadeKey } from '../api';
import { Page } from '../app/page';
import { formatDate, t } from '../i18n';
import { Ago, Badge, Button, ConfirmDialog, PagedList, SecretDialog, usePages, useToast } from '../ui';
import { NewKeyDialog } from './new-key-dialog';
import './people.css';

type Doing = { is: 'making' } | { is: 'showing'; made: MadeKey } | { is: 'revoking'; key: Key };

/** The keys of other programs. */
export function KeysPage(): ReactNode {
  const toast = useToast();
  const [doing, setDoing] = useState<Doing>();
  const pages = usePages<Key>('keys', (cursor, signal) => api.keys.list({ cursor }, signal));
  const close = (): void => setDoing(undefined);
  return (
    <Page
      title={t('keys.title')}
      intro={t('keys.intro')}
      actions={
        <Button look="primary" icon="add" onClick={() => setDoing({ is: 'making' })}>
          {t('keys.make')}
        </Button>
      }
    >
      <PagedList
        pages={pages}
        label={t('keys.title')}
        keyOf={(key) => key.id}
        empty={<p>{t('keys.none')}</p>}
      >
        {(key) => <KeyRow item={key} onRevoke={() => setDoing({ is: 'revoking', key })} />}
      </PagedList>
      {doing?.is === 'making' && (
        <NewKeyDialog
          onClose={close}
          onDone={(made) => {
            setDoing({ is: 'showing', made });
            pages.reload();
          }}
        />
      )}
      {doing?.is === 'showing' && (
        <SecretDialog
          title={t('keys.madeTitle', { name: doing.made.name })}
          secret={doing.made.key}
          onClose={close}
        />
      )}
      {doing?.is === 'revoking' && (
        <ConfirmDialog
          title={t('keys.revokeTitle', { name: doing.key.name })}
          submitText={t('keys.revoke')}
          onClose={close}
          act={async () => {
            await api.keys.revoke(doing.key.id);
            close();
            toast(t('keys.revokedToast', { name: doing.key.name }));
            pages.reload();
          }}
        >
          {t('keys.revokeIntro')}
        </ConfirmDialog>
      )}
    </Page>
  );
}

function KeyRow({ item, onRevoke }: { item: Key; onRevoke: () => void }): ReactNode {
  const { name, role, prefix, createdAt, createdBy, lastUsedAt, expiresAt, revokedAt } = item;
  const hasExpired = expiresAt !== null && new Date(expiresAt) < new Date();
  return (
    <div className="person">
      <div className="person-main">
        <h2>{name}</h2>
        <p className="muted mono">{prefix}…</p>
        <p className="muted small">
          {t('keys.madeBy', { name: createdBy })} <Ago at={createdAt} />
          {' · '}
          {lastUsedAt ? (
            <>
              {t('keys.lastUsed')} <Ago at={lastUsedAt} />
            </>
          ) : (
            t('keys.neverUsed')
          )}
          {expiresAt && !hasExpired && !revokedAt && ` · ${t('keys.until', { date: formatDate(expiresAt) })}`}
        </p>
      </div>
      <div className="row">
        {revokedAt && <Badge tone="bad">{t('keys.revoked')}</Badge>}
        {!revokedAt && hasExpired && <Badge tone="warn">{t('keys.expired')}</Badge>}
        <Badge tone={role === 'admin' ? 'note' : 'plain'}>{t(`role.${role}`)}</Badge>
      </div>
      <div className="person-actions">
        {!revokedAt && (
          <Button look="bare" aria-label={t('keys.revokeNamed', { name })} onClick={onRevoke}>
            {t('keys.revoke')}
          </Button>
        )}
      </div>
    </div>
  );
}
