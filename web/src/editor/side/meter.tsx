import type { ReactNode } from 'react';
import { formatPercent } from '../../i18n';

/** A share as a bar, with the number beside it. */
export function Meter({ share, isOwn }: { share: number; isOwn?: boolean }): ReactNode {
  const width = Math.max(0, Math.min(1, share)) * 100;
  return (
    <span className="meter">
      <span className="meter-track" aria-hidden="true">
        <span className={isOwn ? 'meter-bar meter-own' : 'meter-bar'} style={{ width: `${width}%` }} />
      </span>
      <span className="meter-number">{formatPercent(share)}</span>
    </span>
  );
}
