import { useEffect, useState } from 'react';
import { navigate } from '../../app/navigation';

const BASE = '/admin';

export interface LeaveGuard {
  /** Where the user was about to go; undefined when they were not. */
  goingTo: string | undefined;
  leave: () => void;
  stay: () => void;
}

/**
 * Holds a user back who is about to leave: the browser asks before the page is closed or reloaded, and links of the
 * app and its back button wait for `leave` or `stay`.
 */
export function useLeaveGuard(isNeeded: boolean): LeaveGuard {
  const [goingTo, setGoingTo] = useState<string>();

  useEffect(() => {
    if (!isNeeded) return undefined;
    const here = window.location.pathname + window.location.search;
    const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    const onClick = (event: MouseEvent): void => {
      const to = followedTo(event);
      if (to === undefined || BASE + to === here) return;
      event.preventDefault();
      event.stopPropagation();
      setGoingTo(to);
    };
    const onBack = (event: PopStateEvent): void => {
      const address = window.location.pathname + window.location.search;
      if (address === here) return;
      event.stopImmediatePropagation();
      window.history.pushState(null, '', here);
      setGoingTo(address.slice(BASE.length) || '/');
    };
    // Before the app's own listeners: the links are React's, which listens further in.
    document.addEventListener('click', onClick, { capture: true });
    window.addEventListener('popstate', onBack, { capture: true });
    window.addEventListener('beforeunload', onUnload);
    return () => {
      document.removeEventListener('click', onClick, { capture: true });
      window.removeEventListener('popstate', onBack, { capture: true });
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [isNeeded]);

  return {
    goingTo,
    leave: () => goingTo !== undefined && navigate(goingTo),
    stay: () => setGoingTo(undefined),
  };
}

/** The path below `/admin` that a plain click goes to within this page, else undefined. */
function followedTo(event: MouseEvent): string | undefined {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!isPlain || !link || (link.target && link.target !== '_self') || link.hasAttribute('download'))
    return undefined;
  const { origin, pathname, search, hash } = new URL(link.href);
  const isElsewhere = origin !== window.location.origin || !pathname.startsWith(BASE);
  return isElsewhere || hash ? undefined : pathname.slice(BASE.length) + search;
}
