import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';
import type { Tone } from './badge';
import './note.css';

interface Props {
  tone?: Tone;
  icon?: IconName;
  children: ReactNode;
}

/** A text that stands out of the page. */
export function Note({ tone = 'plain', icon, children }: Props): ReactNode {
  return (
    <div className={`note note-${tone}`}>
      {icon && <Icon name={icon} />}
      <div className="note-text">{children}</div>
    </div>
  );
}
