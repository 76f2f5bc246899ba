import { useId, useMemo, useRef, type ReactNode } from 'react';
import type { Fault, Wording } from '../../api';
import { t } from '../../i18n';
import { Button, SelectField, TextField } from '../../ui';
import { BodyEditor, type BodyEditorHandle } from '../body-editor/body-editor';
import { canFix } from '../body-editor/diagnostics';
import type { BodyPlace } from '../draft/template-edit';
import { useEditing } from '../editing';
import { channelLabel, CHANNELS, outcomeLabel } from '../labels';
import { localeName } from '../locale-name';

interface Props {
  place: BodyPlace;
  wording: Wording;
  /** undefined: it is the only one, a plain text. */
  number: number | undefined;
  faults: Fault[];
  onChange: (wording: Wording) => void;
  onRemove: () => void;
}

/** One wording: its text, and where there are several, its name, how often it is taken and where. */
export function WordingField({ place, wording, number, faults, onChange, onRemove }: Props): ReactNode {
  const { vocabulary, isReadOnly } = useEditing();
  const editor = useRef<BodyEditorHandle>(null);
  const ofText = useMemo(() => faults.filter(({ path }) => !/\.(name|weight|channel)$/.test(path)), [faults]);
  const where = { language: localeName(place.locale), outcome: outcomeLabel(place.outcome) };
  const label =
    number === undefined
      ? t('editor.bodyLabel', where)
      : t('editor.wordingLabel', { ...where, count: number });
  const text = (
    <>
      <BodyEditor
        ref={editor}
        label={label}
        locale={place.locale}
        value={wording.text}
        onChange={(next) => onChange({ ...wording, text: next })}
        vocabulary={vocabulary}
        faults={ofText}
        isReadOnly={isReadOnly}
      />
      {!isReadOnly && (
        <div className="body-tools">
          <Button look="bare" icon="add" onClick={() => editor.current?.beginFact()}>
            {t('editor.insertFact')}
          </Button>
          {(number ?? 1) === 1 && <p className="field-hint">{t('editor.bodyKeys')}</p>}
        </div>
      )}
      <BodyFaults
        faults={ofText}
        body={wording.text}
        onFix={isReadOnly ? undefined : (one) => editor.current?.fix(one)}
      />
    </>
  );
  if (number === undefined) return <div className="wording">{text}</div>;
  return (
    <fieldset className="wording wording-one">
      <legend>{t('editor.wording', { count: number })}</legend>
      {text}
      <WordingDetails {...{ wording, faults, onChange }} />
      {!isReadOnly && (
        <Button look="bare" className="align-start" onClick={onRemove}>
          {t('editor.removeItem', { item: t('editor.wording', { count: number }) })}
        </Button>
      )}
    </fieldset>
  );
}

function WordingDetails({
  wording,
  faults,
  onChange,
}: Pick<Props, 'wording' | 'faults' | 'onChange'>): ReactNode {
  const { isReadOnly } = useEditing();
  const errorOf = (field: string): string | undefined =>
    faults.find(({ path }) => path.endsWith(`.${field}`))?.message;
  const put = (change: Partial<Wording>): void => {
    const { text, name, weight, channel } = { ...wording, ...change };
    onChange({
      text,
      ...(name && { name }),
      ...(weight !== undefined && { weight }),
      ...(channel && { channel }),
    });
  };
  return (
    <div className="wording-details">
      <TextField
        label={t('editor.wordingName')}
        isOptional
        error={errorOf('name')}
        value={wording.name ?? ''}
        readOnly={isReadOnly}
        onChange={({ target }) => put({ name: target.value })}
      />
      <TextField
        label={t('editor.wordingWeight')}
        hint={t('editor.wordingWeightHint')}
        error={errorOf('weight')}
        type="number"
        inputMode="numeric"
        min={1}
        max={100}
        placeholder="1"
        value={wording.weight ?? ''}
        readOnly={isReadOnly}
        onChange={({ target }) => put({ weight: target.value === '' ? undefined : Number(target.value) })}
      />
      <SelectField
        label={t('editor.channel')}
        error={errorOf('channel')}
        options={[['', t('editor.channel.all')], ...CHANNELS.map((one) => [one, channelLabel(one)] as const)]}
        value={wording.channel ?? ''}
        disabled={isReadOnly}
        onChange={({ target }) => put({ channel: target.value })}
      />
    </div>
  );
}

interface FaultsProps {
  faults: Fault[];
  body: string;
  onFix: ((fault: Fault) => void) | undefined;
}

/** The problems of a text, for those who do not point at the underlined words. */
function BodyFaults({ faults, body, onFix }: FaultsProps): ReactNode {
  const id = useId();
  if (faults.length === 0) return null;
  return (
    <ul className="body-faults" aria-label={t('editor.problems')}>
      {faults.map((fault, index) => (
        <li key={index} className={fault.severity}>
          <p id={`${id}-${index}`} className="field-error">
            {fault.line !== undefined && <strong>{t('editor.line', { line: fault.line })}: </strong>}
            {fault.message}
          </p>
          {fault.suggestion !== undefined &&
            (onFix && canFix(body, fault) ? (
              <Button aria-describedby={`${id}-${index}`} onClick={() => onFix(fault)}>
                {t('editor.fix', { suggestion: fault.suggestion })}
              </Button>
            ) : (
              <p className="small">{fault.suggestion}</p>
            ))}
        </li>
      ))}
    </ul>
  );
}
