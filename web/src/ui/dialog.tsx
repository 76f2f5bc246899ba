import { useEffect, useId, useRef, type ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from './button';
import './dialog.css';

const FIRST_FOCUS = '[data-autofocus], .dialog-body :is(input, textarea, select)';

interface Props {
  title: string;
  onClose: () => void;
  isWide?: boolean;
  /** There is nothing to go back to, such as when signing in again. */
  cannotClose?: boolean;
  children: ReactNode;
}

/**
 * A modal dialog, there as long as it is rendered. The browser keeps the focus inside, hides the rest and gives the
 * focus back; the focus begins on the element with `data-autofocus`, else on the first field.
 */
export function Dialog({ title, onClose, isWide, cannotClose, children }: Props): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (!element?.open) element?.showModal();
    element?.querySelector<HTMLElement>(FIRST_FOCUS)?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={isWide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        if (!cannotClose) onClose();
      }}
    >
      <div className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        {!cannotClose && (
          <Button look="bare" icon="close" isIconOnly onClick={onClose}>
            {t('action.close')}
          </Button>
        )}
      </div>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}

/** The buttons at the end of a dialog. */
export function DialogActions({ children }: { children: ReactNode }): ReactNode {
  return <div className="dialog-actions">{children}</div>;
}
