import { useSyncExternalStore } from 'react';

const BASE = '/admin';
const MOVED = 'storedesk:moved';

let moves = 0;

/** How often the app has changed its address itself: 0 right after loading, when focus stays where it is. */
export const movesSoFar = (): number => moves;

/** Goes to a path below `/admin`, such as `/templates`. `replace`: without a step to go back to. */
export function navigate(to: string, { replace = false } = {}): void {
  if (currentAddress() === to) return;
  if (!replace) {
    moves += 1;
    window.history.pushState(null, '', BASE + to);
    window.scrollTo(0, 0);
  } else {
    window.history.replaceState(null, '', BASE + to);
  }
  window.dispatchEvent(new Event(MOVED));
}

/** The address for a link's `href`. */
export const hrefOf = (to: string): string => BASE + to;

export interface Place {
  /** Without `/admin`: `/templates/engraving`. */
  path: string;
  search: URLSearchParams;
}

/** Where the app is; the component renders again when that changes. */
export function usePlace(): Place {
  const address = useSyncExternalStore(subscribe, currentAddress);
  const [path = '/', search = ''] = address.split('?');
  return { path, search: new URLSearchParams(search) };
}

function subscribe(onChange: () => void): () => void {
  const onBack = (): void => {
    moves += 1;
    onChange();
  };
  window.addEventListener('popstate', onBack);
  window.addEventListener(MOVED, onChange);
  return () => {
    window.removeEventListener('popstate', onBack);
    window.removeEventListener(MOVED, onChange);
  };
}

function currentAddress(): string {
  const { pathname, search } = window.location;
  return (pathname.startsWith(BASE) ? pathname.slice(BASE.length).replace(/^\/?$/, '/templates') : '/templates') + search;
}
