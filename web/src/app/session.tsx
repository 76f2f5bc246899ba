import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { api, ApiError, onSessionTrouble, rememberCsrfToken, ROLES } from '../api';
import type { Credentials, Role, Session, SessionUser } from '../api';

type State =
  | { is: 'starting' }
  | { is: 'failed'; error: unknown }
  | { is: 'signedOut' }
  /** `hasEnded`: the service no longer knows the session; the page stays, so that no work is lost. */
  | { is: 'signedIn'; user: SessionUser; hasEnded: boolean };

interface SessionValue {
  state: State;
  signIn: (credentials: Credentials) => Promise<void>;
  signOut: () => Promise<void>;
}

const SessionContext = createContext<SessionValue | null>(null);

/** Finds out who is there, and keeps it; see `useSession`. */
export function SessionProvider({ children }: { children: ReactNode }): ReactNode {
  const [state, setState] = useState<State>({ is: 'starting' });

  const enter = useCallback(({ user, csrfToken }: Session): void => {
    rememberCsrfToken(csrfToken);
    setState({ is: 'signedIn', user, hasEnded: false });
  }, []);

  useEffect(() => {
    onSessionTrouble({
      signedOut: () =>
        setState((now) => (now.is === 'signedIn' ? { ...now, hasEnded: true } : { is: 'signedOut' })),
      csrfInvalid: async () => enter(await api.session.get()),
    });
    api.session.get().then(enter, (error: unknown) => {
      setState(ApiError.is(error) && error.status === 401 ? { is: 'signedOut' } : { is: 'failed', error });
    });
  }, [enter]);

  const value = useMemo<SessionValue>(
    () => ({
      state,
      signIn: async (credentials) => enter(await api.session.begin(credentials)),
      signOut: async () => {
        await api.session.end();
        rememberCsrfToken('');
        setState({ is: 'signedOut' });
      },
    }),
    [state, enter],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

export function useSession(): SessionValue {
  const value = useContext(SessionContext);
  if (!value) throw new TypeError('useSession is for components inside SessionProvider.');
  return value;
}

/** Who is signed in, on the pages that are there for nobody else. */
export function useUser(): SessionUser {
  const { state } = useSession();
  if (state.is !== 'signedIn') throw new TypeError('useUser is for pages behind the sign-in.');
  return state.user;
}

/** Whether the user may do what needs the role. The service checks it again. */
export function useMay(role: Role): boolean {
  return ROLES.indexOf(useUser().role) >= ROLES.indexOf(role);
}
