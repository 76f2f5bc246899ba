import { lazy, type ReactNode } from 'react';
import { PasswordPage } from '../account/password-page';
import { ConversationPage } from '../golden/conversation-page';
import { GoldenPage } from '../golden/golden-page';
import { ActivityPage } from '../people/activity-page';
import { KeysPage } from '../people/keys-page';
import { UsersPage } from '../people/users-page';
import { CountsPage } from '../templates/counts-page';
import { HistoryPage } from '../templates/history-page';
import { TemplatesPage } from '../templates/templates-page';
import { TransferPage } from '../transfer/transfer-page';
import { match, type Parameters } from './match';

/** CodeMirror comes with it, and only with it. */
const EditorPage = lazy(() => import('../editor/editor-page'));
const ShopEventPage = lazy(() => import('../shop-events/shop-event-page'));
const ShopEventsPage = lazy(() => import('../shop-events/shop-events-page'));
const WebhookPage = lazy(() => import('../webhooks/webhook-page'));
const WebhooksPage = lazy(() => import('../webhooks/webhooks-page'));

interface Route {
  pattern: string;
  page: (parameters: Parameters) => ReactNode;
  isForAdmins?: boolean;
}

const ROUTES: Route[] = [
  { pattern: '/templates', page: () => <TemplatesPage /> },
  { pattern: '/templates/:id', page: ({ id = '' }) => <EditorPage key={id} id={id} /> },
  { pattern: '/templates/:id/history', page: ({ id = '' }) => <HistoryPage key={id} id={id} /> },
  { pattern: '/templates/:id/counts', page: ({ id = '' }) => <CountsPage key={id} id={id} /> },
  { pattern: '/golden', page: () => <GoldenPage /> },
  { pattern: '/golden/new', page: () => <ConversationPage key="new" /> },
  { pattern: '/golden/:name', page: ({ name = '' }) => <ConversationPage key={name} name={name} /> },
  { pattern: '/transfer', page: () => <TransferPage /> },
  { pattern: '/shop-events', page: () => <ShopEventsPage /> },
  { pattern: '/shop-events/:id', page: ({ id = '' }) => <ShopEventPage key={id} id={id} /> },
  { pattern: '/password', page: () => <PasswordPage /> },
  { pattern: '/users', page: () => <UsersPage />, isForAdmins: true },
  { pattern: '/keys', page: () => <KeysPage />, isForAdmins: true },
  { pattern: '/webhooks', page: () => <WebhooksPage />, isForAdmins: true },
  { pattern: '/webhooks/:id', page: ({ id = '' }) => <WebhookPage key={id} id={id} />, isForAdmins: true },
  { pattern: '/activity', page: () => <ActivityPage />, isForAdmins: true },
];

/** The page at a path, undefined where there is none for this user. */
export function pageAt(path: string, isAdmin: boolean): ReactNode {
  for (const { pattern, page, isForAdmins } of ROUTES) {
    const parameters = match(pattern, path);
    if (parameters) return isForAdmins && !isAdmin ? undefined : page(parameters);
  }
  return undefined;
}
