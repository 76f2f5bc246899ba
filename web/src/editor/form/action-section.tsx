import type { ReactNode } from 'react';
import { ACTION_TYPES, NEEDS, type ActionType } from '../../api';
import { t } from '../../i18n';
import { CheckField, SelectField } from '../../ui';
import { withNeed } from '../draft/template-edit';
import { useEditing } from '../editing';
import { Section } from './section';
import { useFieldError } from './use-field-error';

/** What the bot asks for first, and what it does then. Moves and the bot's own words have neither. */
export function ActionSection(): ReactNode {
  const { template, kind, edit, isReadOnly } = useEditing();
  const errorOf = useFieldError();
  const { needs, action } = template;
  if (kind !== 'answer' && needs.length === 0 && !action) return null;
  const needsError = errorOf('needs');
  return (
    <Section title={t('editor.action')}>
      <fieldset className="need-list" data-place="needs" disabled={isReadOnly}>
        <legend className="field-label">{t('editor.needs')}</legend>
        <p className="field-hint">{t('editor.needsHint')}</p>
        <div className="need-grid">
          {NEEDS.map((need) => (
            <CheckField
              key={need}
              label={t(`editor.need.${need}`)}
              checked={needs.includes(need)}
              onChange={({ target }) => edit((now) => withNeed(now, need, target.checked))}
            />
          ))}
        </div>
        {needsError && <p className="field-error">{needsError}</p>}
      </fieldset>
      <SelectField
        label={t('editor.actionType')}
        hint={t('editor.actionHint')}
        error={errorOf('action')}
        options={[['', t('editor.actionType.none')], ...ACTION_TYPES.map(actionOption)]}
        data-place="action"
        value={action?.type ?? ''}
        disabled={isReadOnly}
        onChange={({ target }) =>
          edit((now) => ({
            ...now,
            action:
              target.value === ''
                ? null
                : { type: target.value as ActionType, confirm: now.action?.confirm ?? true },
          }))
        }
      />
      {action && (
        <CheckField
          label={t('editor.confirm')}
          hint={t('editor.confirmHint')}
          checked={action.confirm}
          disabled={isReadOnly}
          onChange={({ target }) =>
            edit((now) => ({ ...now, action: now.action && { ...now.action, confirm: target.checked } }))
          }
        />
      )}
    </Section>
  );
}

const actionOption = (type: ActionType): [string, string] => [type, t(`editor.actionType.${type}`)];
