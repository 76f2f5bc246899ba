import { useState, type ReactNode } from 'react';
import { api, type User } from '../api';
import { Page } from '../app/page';
import { useUser } from '../app/session';
import { t } from '../i18n';
import { Ago, Badge, Button, ConfirmDialog, PagedList, usePages, useToast } from '../ui';
import { UserDialog } from './user-dialog';
import './people.css';

type Doing = { is: 'adding' } | { is: 'editing'; user: User } | { is: 'deleting'; user: User };

/** Who may use the admin app. */
export function UsersPage(): ReactNode {
  const me = useUser();
  const toast = useToast();
  const [doing, setDoing] = useState<Doing>();
  const pages = usePages<User>('users', (cursor, signal) => api.users.list({ cursor }, signal));
  const close = (): void => setDoing(undefined);
  const finish = (text: string): void => {
    close();
    toast(text);
    pages.reload();
  };
  return (
    <Page
      title={t('users.title')}
      intro={t('users.intro')}
      actions={
        <Button look="primary" icon="add" onClick={() => setDoing({ is: 'adding' })}>
          {t('users.add')}
        </Button>
      }
    >
      <PagedList
        pages={pages}
        label={t('users.title')}
        keyOf={(user) => user.id}
        empty={<p>{t('users.none')}</p>}
      >
        {(user) => (
          <div className="person">
            <div className="person-main">
              <h2>
                {user.name}
                {user.id === me.id && <span className="muted"> {t('users.you')}</span>}
              </h2>
              <p className="muted">{user.email}</p>
              <p className="muted small">
                {t('users.since')} <Ago at={user.createdAt} />
              </p>
            </div>
            <div className="row">
              {user.disabledAt && <Badge tone="bad">{t('users.disabled')}</Badge>}
              <Badge tone={user.role === 'admin' ? 'note' : 'plain'}>{t(`role.${user.role}`)}</Badge>
            </div>
            <div className="person-actions">
              <Button
                look="bare"
                icon="edit"
                aria-label={t('users.editNamed', { name: user.name })}
                onClick={() => setDoing({ is: 'editing', user })}
              >
                {t('action.edit')}
              </Button>
              <Button
                look="bare"
                aria-label={t('users.deleteNamed', { name: user.name })}
                onClick={() => setDoing({ is: 'deleting', user })}
              >
                {t('action.delete')}
              </Button>
            </div>
          </div>
        )}
      </PagedList>
      {doing?.is === 'adding' && (
        <UserDialog onClose={close} onDone={(user) => finish(t('users.added', { name: user.name }))} />
      )}
      {doing?.is === 'editing' && (
        <UserDialog
          user={doing.user}
          onClose={close}
          onDone={(user) => finish(t('users.changed', { name: user.name }))}
        />
      )}
      {doing?.is === 'deleting' && (
        <ConfirmDialog
          title={t('users.deleteTitle', { name: doing.user.name })}
          submitText={t('action.delete')}
          onClose={close}
          act={async () => {
            await api.users.remove(doing.user.id);
            finish(t('users.deleted', { name: doing.user.name }));
          }}
        >
          {t('users.deleteIntro')}
        </ConfirmDialog>
      )}
    </Page>
  );
}
