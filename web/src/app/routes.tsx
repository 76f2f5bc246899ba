import { lazy, type ReactNode } from 'react';
import { match, type Parameters } from './match';

const EditorPage = lazy(() => import('../editor/editor-page'));

interface Route {
  pattern: string;
  page: (parameters: Parameters) => ReactNode;
}

const ROUTES: Route[] = [
  { pattern: '/templates/:id', page: ({ id = '' }) => <EditorPage key={id} id={id} /> },
];

/** The page at a path, undefined where there is none. */
export function pageAt(path: string): ReactNode {
  for (const { pattern, page } of ROUTES) {
    const parameters = match(pattern, path);
    if (parameters) return page(parameters);
  }
  return undefined;
}
