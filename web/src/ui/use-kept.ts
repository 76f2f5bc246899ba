import { useEffect, useState } from 'react';

/**
 * A text that this browser keeps while the user writes, so that it survives a reload; null once there is nothing to
 * keep. A browser that keeps nothing forgets it with the page.
 */
export function useKept(key: string): [kept: string | null, keep: (text: string | null) => void] {
  const name = `storedesk.kept.${key}`;
  const [text, setText] = useState<string | null>(() => read(name));
  useEffect(() => {
    try {
      if (text === null) window.localStorage.removeItem(name);
      else window.localStorage.setItem(name, text);
    } catch {
      // Storage is full or forbidden; the text is still on the page.
    }
  }, [name, text]);
  return [text, setText];
}

function read(name: string): string | null {
  try {
    return window.localStorage.getItem(name);
  } catch {
    return null;
  }
}
