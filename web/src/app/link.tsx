import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { hrefOf, navigate } from './navigation';

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** A path below `/admin`. */
  to: string;
}

/** A link within the app: a real one, so that a new tab, copying and the keyboard work. */
export function Link({ to, onClick, ...rest }: Props): ReactNode {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const isPlain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !isPlain || (rest.target && rest.target !== '_self')) return;
    event.preventDefault();
    navigate(to);
  };
  return <a {...rest} href={hrefOf(to)} onClick={follow} />;
}
