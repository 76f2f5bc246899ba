import { useState, type ReactNode } from 'react';
import { api, type Role, type User } from '../api';
import { t } from '../i18n';
import { CheckField, FormDialog, TextField } from '../ui';
import { RoleField } from './role-field';

interface Props {
  /** undefined: a new one. */
  user?: User;
  onDone: (user: User) => void;
  onClose: () => void;
}

/** Adds a person, or changes one. */
export function UserDialog({ user, onDone, onClose }: Props): ReactNode {
  const [name, setName] = useState(user?.name ?? '');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>(user?.role ?? 'editor');
  const [password, setPassword] = useState('');
  const [isDisabled, setDisabled] = useState(Boolean(user?.disabledAt));

  const submit = async (): Promise<void> => {
    if (!user) return onDone(await api.users.add({ name, email, role, password }));
    const change = {
      ...(name !== user.name && { name }),
      ...(role !== user.role && { role }),
      ...(password && { password }),
      ...(isDisabled !== Boolean(user.disabledAt) && { disabled: isDisabled }),
    };
    onDone(Object.keys(change).length === 0 ? user : await api.users.change(user.id, change));
  };
  return (
    <FormDialog
      title={user ? t('users.editTitle', { name: user.name }) : t('users.add')}
      submitText={user ? t('action.save') : t('users.addSubmit')}
      submit={submit}
      onClose={onClose}
    >
      <TextField
        label={t('users.name')}
        required
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {!user && (
        <TextField
          label={t('signIn.email')}
          type="email"
          required
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      )}
      <RoleField value={role} onChange={setRole} />
      <TextField
        label={user ? t('users.newPassword') : t('users.firstPassword')}
        hint={user ? t('users.newPasswordHint') : t('password.hint')}
        type="password"
        required={!user}
        isOptional={Boolean(user)}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {user && (
        <CheckField
          label={t('users.disable')}
          hint={t('users.disableHint')}
          checked={isDisabled}
          onChange={(event) => setDisabled(event.target.checked)}
        />
      )}
      {user && <p className="muted small">{t('users.signedOutHint')}</p>}
    </FormDialog>
  );
}
