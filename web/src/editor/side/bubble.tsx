import type { ReactNode } from 'react';
import { t } from '../../i18n';

interface Props {
  text: string;
  locale: string;
  actions: string[];
  caption?: string;
}

/** A reply as it stands in a chat, with the buttons under it. */
export function Bubble({ text, locale, actions, caption }: Props): ReactNode {
  return (
    <figure className="bubble-with">
      {caption && <figcaption className="small muted">{caption}</figcaption>}
      <p className="bubble" lang={locale}>
        {text}
      </p>
      {actions.length > 0 && (
        <ul className="bubble-actions" aria-label={t('editor.buttons')} lang={locale}>
          {actions.map((action) => (
            <li key={action}>{action}</li>
          ))}
        </ul>
      )}
    </figure>
  );
}
