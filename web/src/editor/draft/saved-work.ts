import type { Kind, Template } from '../../api';

/** Work that was not sent yet, as it is kept in the browser. */
export interface SavedWork {
  template: Template;
  kind: Kind;
  /** The revision and the template that the work began with. */
  revision: number;
  base: { template: Template; kind: Kind };
  savedAt: string;
}

/** What the browser keeps texts in; `localStorage` is one. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** On a shared computer each user has work of their own; a template that has no id yet is kept under none. */
export function workKey(userId: string, templateId: string | undefined): string {
  return `storedesk.unsaved/${userId}/${templateId ?? ''}`;
}

/** A full or forbidden store loses nothing but the safety net. */
export function keepWork(shelf: Shelf, key: string, work: SavedWork): boolean {
  try {
    shelf.setItem(key, JSON.stringify(work));
    return true;
  } catch {
    return false;
  }
}

export function dropWork(shelf: Shelf, key: string): void {
  try {
    shelf.removeItem(key);
  } catch {
    // Where nothing can be kept, nothing has to be removed.
  }
}

export function findWork(shelf: Shelf, key: string): SavedWork | undefined {
  try {
    const work = JSON.parse(shelf.getItem(key) ?? 'null') as SavedWork | null;
    const isWhole = work && typeof work.template?.id === 'string' && work.base?.template && work.savedAt;
    return isWhole ? work : undefined;
  } catch {
    return undefined;
  }
}
