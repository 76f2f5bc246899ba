import { useEffect, useId, useRef, type ClipboardEvent, type KeyboardEvent, type ReactNode } from 'react';
import { t } from '../../i18n';
import { Button } from '../../ui';

interface Props {
  legend: string;
  hint?: string;
  values: string[];
  onChange: (values: string[]) => void;
  itemLabel: (count: number) => string;
  addLabel: string;
  /** What is wrong with one of them, and with all together. */
  errorAt: (index: number) => string | undefined;
  error?: string;
  isReadOnly: boolean;
  locale?: string;
}

/** A list of short texts: Enter begins the next, Backspace in an empty one takes it away, a pasted list becomes many. */
export function TextList(props: Props): ReactNode {
  const { legend, hint, values, onChange, itemLabel, addLabel, errorAt, error, isReadOnly, locale } = props;
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const focusAt = useRef<number>(undefined);
  useEffect(() => {
    if (focusAt.current === undefined) return;
    list.current?.querySelectorAll('textarea')[focusAt.current]?.focus();
    focusAt.current = undefined;
  });

  const put = (index: number, count: number, texts: string[], focus?: number): void => {
    focusAt.current = focus;
    onChange(values.toSpliced(index, count, ...texts));
  };
  const onKeyDown = (event: KeyboardEvent, index: number): void => {
    if (isReadOnly || event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      put(index + 1, 0, [''], index + 1);
    } else if (event.key === 'Backspace' && values[index] === '' && values.length > 1) {
      event.preventDefault();
      put(index, 1, [], Math.max(0, index - 1));
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>, index: number): void => {
    const lines = event.clipboardData.getData('text').split(/\r?\n/).map(unbulleted).filter(Boolean);
    if (isReadOnly || lines.length < 2) return;
    event.preventDefault();
    const keepsOwn = values[index]?.trim() !== '';
    put(keepsOwn ? index + 1 : index, keepsOwn ? 0 : 1, lines, index + lines.length - (keepsOwn ? 0 : 1));
  };

  return (
    <fieldset className="text-list" aria-describedby={hint ? `${id}-hint` : undefined}>
      <legend className="field-label">{legend}</legend>
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      <ul ref={list}>
        {values.map((value, index) => (
          <li key={index}>
            <div className="text-list-row">
              <textarea
                className="control control-grow"
                rows={1}
                aria-label={itemLabel(index + 1)}
                aria-invalid={errorAt(index) ? true : undefined}
                aria-describedby={errorAt(index) ? `${id}-${index}` : undefined}
                value={value}
                lang={locale}
                readOnly={isReadOnly}
                onChange={(event) => put(index, 1, [event.target.value.replace(/\s*\n\s*/g, ' ')])}
                onKeyDown={(event) => onKeyDown(event, index)}
                onPaste={(event) => onPaste(event, index)}
              />
              {!isReadOnly && (
                <Button
                  look="bare"
                  icon="close"
                  isIconOnly
                  onClick={() => put(index, 1, [], values.length > 1 ? Math.max(0, index - 1) : undefined)}
                >
                  {t('editor.removeItem', { item: itemLabel(index + 1) })}
                </Button>
              )}
            </div>
            {errorAt(index) && (
              <p id={`${id}-${index}`} className="field-error">
                {errorAt(index)}
              </p>
            )}
          </li>
        ))}
      </ul>
      {error && <p className="field-error">{error}</p>}
      {!isReadOnly && (
        <Button look="bare" icon="add" onClick={() => put(values.length, 0, [''], values.length)}>
          {addLabel}
        </Button>
      )}
    </fieldset>
  );
}

/** A line of a list copied from somewhere else, without its dash, dot or number. */
function unbulleted(line: string): string {
  return line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim();
}
