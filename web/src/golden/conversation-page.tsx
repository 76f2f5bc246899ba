import type { ReactNode } from 'react';
import { Link } from '../app/link';
import { NotFound } from '../app/not-found';
import { Page } from '../app/page';
import { t } from '../i18n';
import { Icon, Loading, ProblemNote, useLoad } from '../ui';
import { ConversationEditor } from './conversation-editor';
import { findConversation } from './find-conversation';
import './golden.css';

/** One golden conversation; `name` is undefined for a new one. */
export function ConversationPage({ name }: { name?: string }): ReactNode {
  const found = useLoad(name ?? '', async (signal) =>
    name === undefined ? null : ((await findConversation(name, signal)) ?? 'unknown'),
  );
  if (found.data === 'unknown') return <NotFound />;
  return (
    <Page
      title={name ?? t('golden.new')}
      isWide
      above={
        <Link to="/golden" className="back-link">
          <Icon name="back" />
          {t('golden.title')}
        </Link>
      }
    >
      {found.is === 'failed' && <ProblemNote error={found.error} onRetry={found.reload} />}
      {found.is === 'loading' && found.data === undefined && <Loading />}
      {found.data !== undefined && (
        <ConversationEditor key={name} conversation={found.data ?? undefined} onSaved={found.reload} />
      )}
    </Page>
  );
}
