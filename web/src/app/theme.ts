import { useState } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'storedesk.theme';

/** The choice that this browser remembers; `system` where it remembers none, or is not allowed to. */
function storedTheme(): Theme {
  try {
    const stored = window.localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  } catch {
    return 'system';
  }
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Before anything is drawn. */
export const showStoredTheme = (): void => show(storedTheme());

/** The chosen appearance and how to choose another. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme);
  const choose = (chosen: Theme): void => {
    setTheme(chosen);
    show(chosen);
    try {
      window.localStorage.setItem(KEY, chosen);
    } catch {
      // A browser that keeps nothing shows it until the page is left.
    }
  };
  return [theme, choose];
}
