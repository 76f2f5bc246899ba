import type { ReactNode } from 'react';
import { INTENTS, KINDS, type Intent, type Kind } from '../../api';
import { t } from '../../i18n';
import { SelectField, TextArea, TextField } from '../../ui';
import { useEditing } from '../editing';
import { intentLabel, kindLabel } from '../labels';
import { Section } from './section';
import { TextList } from './text-list';
import { useFieldError } from './use-field-error';

/** What the template is for: its id, the customer's wish, and how customers say it. */
export function PurposeSection(): ReactNode {
  const { template, kind, edit, setKind, faults, isNew, isReadOnly } = useEditing();
  const errorOf = useFieldError();
  return (
    <Section title={t('editor.purpose')}>
      {isNew && (
        <TextField
          label={t('editor.id')}
          hint={t('editor.idHint')}
          error={errorOf('id')}
          className="control mono"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          data-place="id"
          value={template.id}
          readOnly={isReadOnly}
          onChange={({ target }) => edit((now) => ({ ...now, id: target.value.trim() }))}
        />
      )}
      <TextArea
        label={t('editor.description')}
        hint={t('editor.descriptionHint')}
        error={errorOf('description')}
        className="control control-grow"
        data-place="description"
        value={template.description}
        readOnly={isReadOnly}
        onChange={({ target }) => edit((now) => ({ ...now, description: target.value }))}
      />
      <div data-place="examples">
        <TextList
          legend={t('editor.examples')}
          hint={t('editor.examplesHint')}
          values={template.examples}
          onChange={(examples) => edit((now) => ({ ...now, examples }))}
          itemLabel={(count) => t('editor.example', { count })}
          addLabel={t('editor.addExample')}
          errorAt={(index) => errorOf(`examples[${index}]`)}
          error={faults.find(({ path }) => path === 'examples')?.message}
          isReadOnly={isReadOnly}
        />
      </div>
      <div className="field-pair">
        <SelectField
          label={t('editor.kind')}
          hint={t(`editor.kindHint.${kind}`)}
          error={errorOf('kind')}
          options={KINDS.map((one) => [one, kindLabel(one)] as const)}
          data-place="kind"
          value={kind}
          disabled={isReadOnly}
          onChange={({ target }) => setKind(target.value as Kind)}
        />
        <SelectField
          label={t('editor.intent')}
          hint={t('editor.intentHint')}
          error={errorOf('intent')}
          options={[...INTENTS, null].map((one) => [one ?? '', intentLabel(one)] as const)}
          data-place="intent"
          value={template.intent ?? ''}
          disabled={isReadOnly}
          onChange={({ target }) =>
            edit((now) => ({ ...now, intent: target.value === '' ? null : (target.value as Intent) }))
          }
        />
      </div>
    </Section>
  );
}
