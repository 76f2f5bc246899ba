import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from './button';
import './toasts.css';

const SHOWN_MS = 6_000;

interface Toast {
  id: number;
  text: string;
}

const ToastContext = createContext<(text: string) => void>(() => undefined);

/** Says that something was done, in a corner, for a while. Errors belong where they happened: `ProblemNote`. */
export const useToast = (): ((text: string) => void) => useContext(ToastContext);

export function ToastProvider({ children }: { children: ReactNode }): ReactNode {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const nextId = useRef(0);
  const remove = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (text: string) => {
      const id = (nextId.current += 1);
      setToasts((all) => [...all.slice(-2), { id, text }]);
      setTimeout(() => remove(id), SHOWN_MS);
    },
    [remove],
  );
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, text }) => (
          <div key={id} className="toast">
            <span>{text}</span>
            <Button look="bare" icon="close" isIconOnly onClick={() => remove(id)}>
              {t('action.dismiss')}
            </Button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
