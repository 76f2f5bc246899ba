import type { ReactNode } from 'react';
import './badge.css';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'note';

/** A short word about a thing's state; the word says it, the colour only helps. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }): ReactNode {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}
