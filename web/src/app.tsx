import { Center, Loader, MantineProvider } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Account,
  AccountContext,
  isViewerKnown,
  openAccount,
  readViewer,
  rememberViewer,
} from './account/account.ts';
import { ErrorBoundary, Message } from './components/message.tsx';
import { Toasts } from './components/toasts.tsx';
import { languageOf, setLanguage } from './i18n/i18n.ts';
import { storedLocale } from './preferences.ts';
import type { Viewer } from './replica/types.ts';
import { theme } from './theme.ts';

const loadShell = () => import('./shell/shell.tsx');
const Shell = lazy(loadShell);
// Whoever was signed in here most likely is: the frame loads while the server is asked.
if (isViewerKnown()) void loadShell();
const Welcome = lazy(() => import('./pages/welcome.tsx'));
const Consent = lazy(() => import('./consent/consent.tsx'));
/** Where the server sends whoever an app wants something of. */
const isAsked = window.location.pathname === '/connect';

type State = { kind: 'loading' | 'signedOut' | 'unreachable' } | { kind: 'signedIn'; account: Account };

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Toasts />
      <ErrorBoundary>
        <Suspense fallback={<Waiting />}>{isAsked ? <Consent /> : <Gate />}</Suspense>
      </ErrorBoundary>
    </MantineProvider>
  );
}

/** Shows the account that is signed in, or the way in. */
function Gate() {
  const { t } = useTranslation();
  const [state, setState] = useState<State>({ kind: 'loading' });
  const [round, setRound] = useState(0);
  const renew = useCallback(() => setRound((value) => value + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round reads who is signed in anew
  useEffect(() => {
    let account: Account | null = null;
    let ended = false;
    const enter = async (viewer: Viewer | null) => {
      if (!viewer) {
        rememberViewer(null);
        setState({ kind: 'signedOut' });
        return;
      }
      // Beside the account's own data, not after it.
      void loadShell();
      if (storedLocale() === null) await setLanguage(languageOf(viewer.locale));
      account = await openAccount(viewer, {
        notification({ notification }) {
          if (!notification) return;
          // Read meanwhile, here or elsewhere.
          if (notification.readAt !== null) notifications.hide(notification.id);
          else
            void import('./components/reminder-toast.tsx').then(({ showReminder }) =>
              showReminder(notification, i18next.t('app.close')),
            );
        },
        signedOut: renew,
      });
      if (ended) account[Symbol.dispose]();
      else setState({ kind: 'signedIn', account });
    };
    readViewer().then(enter, () => setState({ kind: 'unreachable' }));
    return () => {
      ended = true;
      account?.[Symbol.dispose]();
    };
  }, [round]);

  // Of a page that waits for its parts effects wait too: what it is to keep comes after what is looked at.
  const shown = state.kind === 'signedIn' || state.kind === 'signedOut';
  useEffect(() => {
    if (shown) keepForOffline();
  }, [shown]);

  switch (state.kind) {
    case 'loading':
      return <Waiting />;
    case 'unreachable':
      return (
        <Message
          title={t('error.unreachable')}
          text={t('error.unreachableText')}
          action={t('app.retry')}
          onAction={renew}
        />
      );
    case 'signedOut':
      return <Welcome onSignedIn={renew} />;
    case 'signedIn':
      return (
        <AccountContext value={state.account}>
          <Shell key={state.account.viewer.id} onAccountChanged={renew} />
        </AccountContext>
      );
  }
}

/** The service worker loads all of the client, so that a page opens without a network as well. */
function keepForOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
  whenIdle(() => void navigator.serviceWorker.register('/sw.js'));
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Center h="100dvh" role="status" aria-label={t('app.loading')}>
      <Loader type="dots" />
    </Center>
  );
}
