import { useEffect, useRef, type ReactNode } from 'react';
import { t } from '../i18n';
import { movesSoFar } from './navigation';

interface Props {
  title: string;
  /** Under the title: what the page is for, in a sentence. */
  intro?: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  /** Above the title, such as a link back. */
  above?: ReactNode;
  /** Under the heading, over the whole width, such as tabs. */
  below?: ReactNode;
  /** Uses all the width there is. */
  isWide?: boolean;
  children: ReactNode;
}

/** A page: its one `h1`, the document's title, and the focus after the app went here. */
export function Page({ title, intro, actions, above, below, isWide, children }: Props): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (movesSoFar() > 0) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title]);
  return (
    <div className={isWide ? 'page page-wide' : 'page'}>
      <header className="page-head">
        {above}
        <div className="page-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {actions && <div className="page-actions">{actions}</div>}
        </div>
        {intro && <p className="page-intro">{intro}</p>}
        {below}
      </header>
      {children}
    </div>
  );
}
