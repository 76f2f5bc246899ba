import { Suspense, type ReactNode } from 'react';
import { t } from '../i18n';
import { SignInDialog } from '../account/sign-in-dialog';
import { SignInPage } from '../account/sign-in-page';
import { Loading, ProblemNote, ToastProvider } from '../ui';
import { CrashBoundary } from './crash-boundary';
import { Layout } from './layout';
import { usePlace } from './navigation';
import { NotFound } from './not-found';
import { pageAt } from './routes';
import { SessionProvider, useSession } from './session';

/** The admin app. */
export function App(): ReactNode {
  return (
    <CrashBoundary>
      <ToastProvider>
        <SessionProvider>
          <Signed />
        </SessionProvider>
      </ToastProvider>
    </CrashBoundary>
  );
}

function Signed(): ReactNode {
  const { state } = useSession();
  const { path } = usePlace();
  switch (state.is) {
    case 'starting':
      return <Loading />;
    case 'failed':
      return (
        <main className="alone">
          <ProblemNote error={state.error} onRetry={() => window.location.reload()} />
        </main>
      );
    case 'signedOut':
      return <SignInPage />;
    case 'signedIn':
      return (
        <Layout>
          <CrashBoundary key={path}>
            <Suspense fallback={<Loading text={t('app.loading')} />}>
              {pageAt(path, state.user.role === 'admin') ?? <NotFound />}
            </Suspense>
          </CrashBoundary>
          {state.hasEnded && <SignInDialog />}
        </Layout>
      );
  }
}
