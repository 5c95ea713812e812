import { Alert, Box, Button, Group, List, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readViewer } from '../account/account.ts';
import { signIn } from '../api/auth.ts';
import { useAuthMessage } from '../components/auth-message.ts';
import { Brand } from '../components/brand.tsx';
import { useMore } from '../i18n/more.ts';
import classes from '../pages/welcome.module.css';
import type { Viewer } from '../replica/types.ts';
import { type App, answerApp, authorizationAddress, destinationOf, readApp } from './connected-apps.ts';

type State = { kind: 'loading' | 'signedOut' } | { kind: 'failed'; error: unknown } | Asked;
interface Asked {
  kind: 'asked';
  viewer: Viewer;
  app: App;
}

/** Where an app sends the user who is to let it in: says who asks, for what, and where the answer goes. */
export default function Consent() {
  const query = window.location.search.slice(1);
  const [state, setState] = useState<State>({ kind: 'loading' });
  useEffect(() => {
    const clientId = new URLSearchParams(query).get('client_id') ?? '';
    const read = async (): Promise<State> => {
      const viewer = await readViewer();
      return viewer ? { kind: 'asked', viewer, app: await readApp(clientId) } : { kind: 'signedOut' };
    };
    read().then(setState, (error) => setState({ kind: 'failed', error }));
  }, [query]);
  return (
    <main className={classes.page}>
      <Stack gap="xl" w="100%" maw={460}>
        <Stack align="center">
          <Brand size={48} />
        </Stack>
        <Paper withBorder p="xl" shadow="xs">
          {state.kind === 'asked' && <Question query={query} {...state} />}
          {state.kind === 'signedOut' && <SignIn query={query} />}
          {state.kind === 'failed' && <Failure error={state.error} />}
        </Paper>
      </Stack>
    </main>
  );
}

function Question({ query, viewer, app }: Asked & { query: string }) {
  const { t } = useTranslation();
  const { t: more } = useMore();
  const { busy, failure, run } = useAttempt();
  const parameters = new URLSearchParams(query);
  const scopes = (parameters.get('scope') ?? '').split(' ').filter(isScope);
  const { host, isLocal } = destinationOf(parameters.get('redirect_uri') ?? 'https://invalid');
  const name = app.client_name ?? host;
  const answer = (accept: boolean) => run(async () => window.location.assign(await answerApp(query, accept)));
  return (
    <Stack>
      <Title order={1} size="h3" textWrap="balance">
        {more('connect.title', { app: name })}
      </Title>
      <Text>{viewer.anonymous ? more('connect.trial') : more('connect.account', { email: viewer.email })}</Text>
      <List spacing="xs">
        <List.Item>{more('connect.scopes.profile')}</List.Item>
        {scopes.map((scope) => (
          <List.Item key={scope}>{more(`connect.scopes.${scope}`)}</List.Item>
        ))}
      </List>
      <Alert color="yellow">
        {isLocal ? more('connect.local') : more('connect.host', { host })} {more('connect.unknown')}
      </Alert>
      {failure}
      <Group grow>
        <Button variant="default" disabled={busy} onClick={() => answer(false)}>
          {t('app.cancel')}
        </Button>
        <Button loading={busy} onClick={() => answer(true)}>
          {more('connect.allow')}
        </Button>
      </Group>
      <Text className="quiet" size="sm">
        {more('connect.later')}
      </Text>
    </Stack>
  );
}

/** Not the way in of every day: whoever comes from an app is to go back to it. */
function SignIn({ query }: { query: string }) {
  const { t } = useTranslation();
  const { t: more } = useMore();
  const { busy, failure, run } = useAttempt();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    run(async () => {
      await signIn(String(form.get('email')), String(form.get('password')));
      window.location.assign(authorizationAddress(query));
    });
  };
  return (
    <Box component="form" onSubmit={submit}>
      <Stack>
        <Title order={1} size="h3">
          {more('connect.signIn')}
        </Title>
        {failure}
        <TextInput name="email" type="email" label={t('auth.email')} autoComplete="username" required />
        <PasswordInput name="password" label={t('auth.password')} autoComplete="current-password" required />
        <Button type="submit" loading={busy} fullWidth>
          {t('auth.signIn')}
        </Button>
      </Stack>
    </Box>
  );
}

function Failure({ error }: { error: unknown }) {
  const { t: more } = useMore();
  const explain = useAuthMessage();
  return (
    <Alert color="red" role="alert" title={more('connect.failed')}>
      {explain(error)}
    </Alert>
  );
}

const scopeNames = [
  'TASKS_READ',
  'TASKS_WRITE',
  'NOTIFICATIONS_READ',
  'NOTIFICATIONS_WRITE',
  'WEBHOOKS',
  'ASSISTANT',
  'offline_access',
] as const;

function isScope(name: string): name is (typeof scopeNames)[number] {
  return scopeNames.some((known) => known === name);
}

function useAttempt() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = (attempt: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    attempt()
      .catch(setError)
      .finally(() => setBusy(false));
  };
  const failure: ReactNode = error === null ? null : <Failure error={error} />;
  return { busy, failure, run };
}
