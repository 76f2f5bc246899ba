import { useState, type ReactNode } from 'react';
import { api, type MadeKey, type Role } from '../api';
import { t } from '../i18n';
import { FormDialog, TextField } from '../ui';
import { RoleField } from './role-field';

interface Props {
  onDone: (made: MadeKey) => void;
  onClose: () => void;
}

export function NewKeyDialog({ onDone, onClose }: Props): ReactNode {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [lastDay, setLastDay] = useState('');
  return (
    <FormDialog
      title={t('keys.make')}
      submitText={t('keys.makeSubmit')}
      onClose={onClose}
      submit={async () => {
        const expiresAt = lastDay ? endOf(lastDay) : undefined;
        onDone(await api.keys.make({ name, role, expiresAt }));
      }}
    >
      <TextField
        label={t('keys.name')}
        hint={t('keys.nameHint')}
        required
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <RoleField value={role} onChange={setRole} />
      <TextField
        label={t('keys.lastDay')}
        type="date"
        isOptional
        value={lastDay}
        onChange={(event) => setLastDay(event.target.value)}
      />
    </FormDialog>
  );
}

/** The end of a day (`2026-01-31`) where the user is. */
function endOf(day: string): string {
  return new Date(`${day}T23:59:59.999`).toISOString();
}
