import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from '../app/link';
import { Icon, type IconName } from './icon';
import './button.css';

/** `primary`: the one thing to do here. `danger`: cannot be taken back. `bare`: within a line or a list. */
export type ButtonLook = 'primary' | 'quiet' | 'danger' | 'bare';

interface Common {
  look?: ButtonLook;
  icon?: IconName;
  /** Shows the icon alone; the text is still its name. */
  isIconOnly?: boolean;
  children: ReactNode;
}

type ButtonProps = Common & ButtonHTMLAttributes<HTMLButtonElement> & { isBusy?: boolean };

/** A button; while `isBusy` it keeps the focus and does nothing. */
export function Button({
  look = 'quiet',
  icon,
  isIconOnly,
  isBusy,
  children,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      className={classOf(look, isIconOnly, rest.className)}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || rest['aria-disabled']}
      onClick={isBusy ? (event) => event.preventDefault() : rest.onClick}
    >
      {content(icon, isIconOnly, children)}
    </button>
  );
}

type LinkProps = Common & { to: string } & AnchorHTMLAttributes<HTMLAnchorElement>;

/** A link that looks like a button. */
export function ButtonLink({ look = 'quiet', icon, isIconOnly, children, ...rest }: LinkProps): ReactNode {
  return (
    <Link {...rest} className={classOf(look, isIconOnly, rest.className)}>
      {content(icon, isIconOnly, children)}
    </Link>
  );
}

function classOf(look: ButtonLook, isIconOnly = false, more = ''): string {
  return `button button-${look}${isIconOnly ? ' button-icon' : ''} ${more}`.trim();
}

function content(icon: IconName | undefined, isIconOnly = false, children: ReactNode): ReactNode {
  return (
    <>
      {icon && <Icon name={icon} />}
      {isIconOnly ? <span className="unseen">{children}</span> : children}
    </>
  );
}
