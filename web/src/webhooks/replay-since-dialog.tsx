import { useState, type ReactNode } from 'react';
import { api } from '../api';
import { t } from '../i18n';
import { FormDialog, TextField } from '../ui';

const DAY_MS = 24 * 3_600_000;
const LONGEST_MS = 30 * DAY_MS;

interface Props {
  webhookId: string;
  onDone: (count: number) => void;
  onClose: () => void;
}

/** Sends a webhook all that happened since a time. */
export function ReplaySinceDialog({ webhookId, onDone, onClose }: Props): ReactNode {
  const [now] = useState(() => Date.now());
  const [since, setSince] = useState(() => localMinute(now - DAY_MS));
  const submit = async (): Promise<void> => {
    let count = 0;
    let next: string | null = new Date(since).toISOString();
    while (next !== null) {
      const from: string = next;
      const { replayed, nextSince } = await api.webhooks.replaySince(webhookId, from);
      count += replayed;
      // So many at the very same moment are no way on.
      next = nextSince === from ? null : nextSince;
    }
    onDone(count);
  };
  return (
    <FormDialog
      title={t('webhooks.replayTitle')}
      submitText={t('webhooks.replaySubmit')}
      submit={submit}
      onClose={onClose}
    >
      <TextField
        label={t('webhooks.since')}
        hint={t('webhooks.sinceHint')}
        type="datetime-local"
        required
        // The minute that has begun is before the limit already.
        min={localMinute(now - LONGEST_MS + 60_000)}
        max={localMinute(now)}
        value={since}
        onChange={(event) => setSince(event.target.value)}
      />
      <p className="muted small">{t('webhooks.sinceRemembered')}</p>
    </FormDialog>
  );
}

/** A time where the user is, as `datetime-local` has it: `2026-01-31T09:05`. */
function localMinute(time: number): string {
  const offset = new Date(time).getTimezoneOffset() * 60_000;
  return new Date(time - offset).toISOString().slice(0, 16);
}
