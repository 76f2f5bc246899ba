import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { t } from '../i18n';
import './field.css';

interface Common {
  label: string;
  /** What to write here, if the label does not say it all. */
  hint?: ReactNode;
  /** What is wrong with what was written. */
  error?: string;
  /** Keeps the label for screen readers alone, where the place says what it is. */
  isLabelHidden?: boolean;
}

interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

function Field(props: Common & { isOptional?: boolean; render: (wiring: Wiring) => ReactNode }): ReactNode {
  const { label, hint, error, isLabelHidden, isOptional, render } = props;
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id} className={isLabelHidden ? 'unseen' : 'field-label'}>
        {label}
        {isOptional && <span className="field-optional"> ({t('field.optional')})</span>}
      </label>
      {render({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
}

type OptionalMark = { isOptional?: boolean };

/** A labelled line of text. */
export function TextField(props: Common & OptionalMark & InputHTMLAttributes<HTMLInputElement>): ReactNode {
  const { label, hint, error, isLabelHidden, isOptional, ...input } = props;
  return (
    <Field
      {...{ label, hint, error, isLabelHidden, isOptional }}
      render={(wiring) => <input className="control" {...input} {...wiring} />}
    />
  );
}

/** A labelled text of several lines. */
export function TextArea(
  props: Common & OptionalMark & TextareaHTMLAttributes<HTMLTextAreaElement>,
): ReactNode {
  const { label, hint, error, isLabelHidden, isOptional, ...area } = props;
  return (
    <Field
      {...{ label, hint, error, isLabelHidden, isOptional }}
      render={(wiring) => <textarea className="control" rows={3} {...area} {...wiring} />}
    />
  );
}

/** A labelled choice; `options` are `[value, text]`. */
export function SelectField(
  props: Common & {
    options: (readonly [value: string, text: string])[];
  } & SelectHTMLAttributes<HTMLSelectElement>,
): ReactNode {
  const { label, hint, error, isLabelHidden, options, ...select } = props;
  return (
    <Field
      {...{ label, hint, error, isLabelHidden }}
      render={(wiring) => (
        <select className="control" {...select} {...wiring}>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    />
  );
}

/** A box to tick, its text beside it. */
export function CheckField({
  label,
  hint,
  ...input
}: Pick<Common, 'label' | 'hint'> & InputHTMLAttributes<HTMLInputElement>): ReactNode {
  const id = useId();
  return (
    <div className="check">
      <input type="checkbox" id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p id={`${id}-hint`} className="field-hint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
