import type { ReactNode } from 'react';
import { ROLES, type Role } from '../api';
import { t } from '../i18n';
import { SelectField } from '../ui';

/** A choice of a role, with what the chosen one may do. */
export function RoleField({ value, onChange }: { value: Role; onChange: (role: Role) => void }): ReactNode {
  return (
    <SelectField
      label={t('users.role')}
      hint={t(`roleHint.${value}`)}
      value={value}
      options={ROLES.map((role) => [role, t(`role.${role}`)] as const)}
      onChange={(event) => onChange(ROLES.find((role) => role === event.target.value) ?? value)}
    />
  );
}
