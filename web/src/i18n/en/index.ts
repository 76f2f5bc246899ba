import { editor } from './editor';
import { events } from './events';
import { pages } from './pages';
import { shell } from './shell';
import { templates } from './templates';

/** Every text of the interface, in English. Another language is another object with the same keys. */
export const en = { ...shell, ...templates, ...pages, ...editor, ...events } as const;
