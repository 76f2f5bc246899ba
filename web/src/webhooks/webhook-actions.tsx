import { useState, type ReactNode } from 'react';
import { api, type WebhookItem, type WithSecret } from '../api';
import { navigate } from '../app/navigation';
import { t } from '../i18n';
import { Button, ConfirmDialog, ProblemNote, SecretDialog, useAction, useToast } from '../ui';
import { ReplaySinceDialog } from './replay-since-dialog';
import { WebhookDialog } from './webhook-dialog';

type Doing =
  | { is: 'editing' | 'pausing' | 'rotating' | 'deleting' | 'replaying' }
  | { is: 'showing'; rotated: WithSecret };

interface Props {
  webhook: WebhookItem;
  onChanged: () => void;
  /** There is a delivery more. */
  onSent: () => void;
}

/** What an admin can do with a webhook. */
export function WebhookActions({ webhook, onChanged, onSent }: Props): ReactNode {
  const { id, url } = webhook;
  const toast = useToast();
  const [doing, setDoing] = useState<Doing>();
  const close = (): void => setDoing(undefined);
  const finish = (text: string): void => {
    close();
    toast(text);
    onChanged();
  };
  const testing = useAction(async () => {
    await api.webhooks.test(id);
    toast(t('webhooks.tested'));
    onSent();
  });
  const enabling = useAction(async () => {
    await api.webhooks.change(id, { enabled: true });
    finish(t('webhooks.enabled'));
    onSent();
  });
  const error = testing.error ?? enabling.error;
  return (
    <>
      <div className="page-actions">
        {webhook.disabledAt ? (
          <Button look="primary" isBusy={enabling.isBusy} onClick={() => void enabling.run()}>
            {t('webhooks.enable')}
          </Button>
        ) : (
          <Button look="primary" isBusy={testing.isBusy} onClick={() => void testing.run()}>
            {t('webhooks.test')}
          </Button>
        )}
        <Button icon="edit" onClick={() => setDoing({ is: 'editing' })}>
          {t('webhooks.edit')}
        </Button>
        {!webhook.disabledAt && (
          <Button onClick={() => setDoing({ is: 'pausing' })}>{t('webhooks.pause')}</Button>
        )}
        <Button icon="replay" onClick={() => setDoing({ is: 'replaying' })}>
          {t('webhooks.replay')}
        </Button>
        <Button icon="key" onClick={() => setDoing({ is: 'rotating' })}>
          {t('webhooks.rotate')}
        </Button>
        <Button onClick={() => setDoing({ is: 'deleting' })}>{t('webhooks.delete')}</Button>
      </div>
      {error !== undefined && <ProblemNote error={error} />}
      {doing?.is === 'editing' && (
        <WebhookDialog
          webhook={webhook}
          onClose={close}
          save={async (wanted) => {
            await api.webhooks.change(id, wanted);
            finish(t('webhooks.changed'));
          }}
        />
      )}
      {doing?.is === 'pausing' && (
        <ConfirmDialog
          title={t('webhooks.pauseTitle')}
          submitText={t('webhooks.pause')}
          look="primary"
          onClose={close}
          act={async () => {
            await api.webhooks.change(id, { enabled: false });
            finish(t('webhooks.paused'));
          }}
        >
          {t('webhooks.pauseIntro')}
        </ConfirmDialog>
      )}
      {doing?.is === 'rotating' && (
        <ConfirmDialog
          title={t('webhooks.rotateTitle')}
          submitText={t('webhooks.rotateSubmit')}
          onClose={close}
          act={async () => {
            setDoing({ is: 'showing', rotated: await api.webhooks.rotateSecret(id) });
            onChanged();
          }}
        >
          {t('webhooks.rotateIntro')}
        </ConfirmDialog>
      )}
      {doing?.is === 'showing' && (
        <SecretDialog
          title={t('webhooks.secretTitle', { url })}
          secret={doing.rotated.secret}
          onClose={close}
        >
          {t('webhooks.rotatedHint')}
        </SecretDialog>
      )}
      {doing?.is === 'deleting' && (
        <ConfirmDialog
          title={t('webhooks.deleteTitle')}
          submitText={t('webhooks.delete')}
          onClose={close}
          act={async () => {
            await api.webhooks.remove(id);
            toast(t('webhooks.deleted'));
            navigate('/webhooks');
          }}
        >
          {t('webhooks.deleteIntro', { url })}
        </ConfirmDialog>
      )}
      {doing?.is === 'replaying' && (
        <ReplaySinceDialog
          webhookId={id}
          onClose={close}
          onDone={(count) => {
            close();
            toast(count === 0 ? t('webhooks.replayedNone') : t('webhooks.replayed', { count }));
            onSent();
          }}
        />
      )}
    </>
  );
}
