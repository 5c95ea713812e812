import {
  Alert,
  Anchor,
  Box,
  Button,
  Divider,
  Group,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import { requestReset, resetPassword, signIn, signUp, startTrial } from '../api/auth.ts';
import { useAuthMessage } from '../components/auth-message.ts';
import { Brand } from '../components/brand.tsx';
import classes from './welcome.module.css';

/** The way in: a trial in one click, sign-up, sign-in, a new password. */
export default function Welcome({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation();
  const [path, go] = useLocation();
  const enter = () => {
    if (['/sign-in', '/sign-up', '/forgot', '/reset-password'].includes(path)) go('/today', { replace: true });
    onSignedIn();
  };
  const form = {
    '/sign-up': <SignUp onDone={enter} />,
    '/sign-in': <SignIn onDone={enter} />,
    '/forgot': <Forgot />,
    '/reset-password': <Reset />,
  }[path];
  return (
    <main className={classes.page}>
      <Stack gap="xl" w="100%" maw={420}>
        <Stack gap="xs" align="center">
          <Brand size={56} />
          <Title order={1} size="h2" ta="center" textWrap="balance">
            {t('auth.tagline')}
          </Title>
          <Text className="quiet" ta="center">
            {t('auth.promise')}
          </Text>
        </Stack>
        <Paper withBorder p="xl" shadow="xs">
          {form ?? <Start onDone={enter} />}
        </Paper>
      </Stack>
    </main>
  );
}

function Start({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const { run, busy, failure } = useAttempt(startTrial, onDone);
  return (
    <Stack>
      {failure}
      <Button size="md" loading={busy} onClick={() => run()}>
        {t('auth.tryIt')}
      </Button>
      <Text className="quiet" size="sm" ta="center">
        {t('auth.tryItText')}
      </Text>
      <Divider />
      <Group grow>
        <Button variant="default" onClick={() => go('/sign-up')}>
          {t('auth.signUp')}
        </Button>
        <Button variant="default" onClick={() => go('/sign-in')}>
          {t('auth.signIn')}
        </Button>
      </Group>
    </Stack>
  );
}

function SignUp({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <SignUpForm onDone={onDone}>
      <Swap question={t('auth.haveAccount')} answer={t('auth.signIn')} path="/sign-in" />
    </SignUpForm>
  );
}

/** With a trial's session it makes the trial a real account. */
export function SignUpForm({ onDone, children }: { onDone: () => void; children?: ReactNode }) {
  const { t } = useTranslation();
  const { run, busy, failure } = useAttempt(
    (form: FormData) => signUp(field(form, 'name'), field(form, 'email'), field(form, 'password')),
    onDone,
  );
  return (
    <Form onSubmit={run}>
      {failure}
      <TextInput name="name" label={t('auth.name')} autoComplete="name" required maxLength={100} data-autofocus />
      <TextInput name="email" type="email" label={t('auth.email')} autoComplete="email" required />
      <PasswordInput
        name="password"
        label={t('auth.password')}
        description={t('auth.passwordHelp')}
        autoComplete="new-password"
        required
        minLength={8}
        maxLength={128}
      />
      <Button type="submit" loading={busy} fullWidth>
        {t('auth.signUp')}
      </Button>
      {children}
    </Form>
  );
}

function SignIn({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const { run, busy, failure } = useAttempt(
    (form: FormData) => signIn(field(form, 'email'), field(form, 'password')),
    onDone,
  );
  return (
    <Form onSubmit={run}>
      {failure}
      <TextInput name="email" type="email" label={t('auth.email')} autoComplete="username" required />
      <PasswordInput name="password" label={t('auth.password')} autoComplete="current-password" required />
      <Button type="submit" loading={busy} fullWidth>
        {t('auth.signIn')}
      </Button>
      <Anchor component="button" type="button" size="sm" ta="center" onClick={() => go('/forgot')}>
        {t('auth.forgot')}
      </Anchor>
      <Swap question={t('auth.noAccount')} answer={t('auth.signUp')} path="/sign-up" />
    </Form>
  );
}

function Forgot() {
  const { t } = useTranslation();
  const [sent, setSent] = useState(false);
  const { run, busy, failure } = useAttempt(
    (form: FormData) => requestReset(field(form, 'email')),
    () => setSent(true),
  );
  return (
    <Form onSubmit={run}>
      {failure}
      {sent ? <Alert role="status">{t('auth.resetSent')}</Alert> : <Text size="sm">{t('auth.resetText')}</Text>}
      <TextInput name="email" type="email" label={t('auth.email')} autoComplete="username" required />
      <Button type="submit" loading={busy} fullWidth>
        {t('auth.reset')}
      </Button>
      <Swap answer={t('auth.signIn')} path="/sign-in" />
    </Form>
  );
}

/** Where the mailed link leads. */
function Reset() {
  const { t } = useTranslation();
  const [parameters] = useSearchParams();
  const token = parameters.get('token');
  const [done, setDone] = useState(false);
  const { run, busy, failure } = useAttempt(
    (form: FormData) => resetPassword(token ?? '', field(form, 'password')),
    () => setDone(true),
  );
  if (done || token === null) {
    return (
      <Stack>
        <Alert role="status" color={done ? 'green' : 'red'}>
          {done ? t('auth.resetDone') : t('auth.resetInvalid')}
        </Alert>
        <Swap answer={done ? t('auth.signIn') : t('auth.forgot')} path={done ? '/sign-in' : '/forgot'} />
      </Stack>
    );
  }
  return (
    <Form onSubmit={run}>
      {failure}
      <PasswordInput
        name="password"
        label={t('auth.newPassword')}
        description={t('auth.passwordHelp')}
        autoComplete="new-password"
        required
        minLength={8}
        maxLength={128}
      />
      <Button type="submit" loading={busy} fullWidth>
        {t('auth.setPassword')}
      </Button>
    </Form>
  );
}

function Swap({ question, answer, path }: { question?: string; answer: string; path: string }) {
  const [, go] = useLocation();
  return (
    <Text size="sm" ta="center" className="quiet">
      {question}{' '}
      <Anchor component="button" type="button" size="sm" underline="always" onClick={() => go(path)}>
        {answer}
      </Anchor>
    </Text>
  );
}

function Form({ onSubmit, children }: { onSubmit: (form: FormData) => void; children: ReactNode }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Box component="form" onSubmit={submit}>
      <Stack>{children}</Stack>
    </Box>
  );
}

const field = (form: FormData, name: string) => String(form.get(name) ?? '');

/** Runs what a form asks for; says why where it fails. */
function useAttempt<Input extends unknown[]>(attempt: (...input: Input) => Promise<unknown>, onDone: () => void) {
  const explain = useAuthMessage();
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const run = async (...input: Input) => {
    setBusy(true);
    setMessage(null);
    try {
      await attempt(...input);
      onDone();
    } catch (error) {
      setMessage(explain(error));
    } finally {
      setBusy(false);
    }
  };
  const failure = message && (
    <Alert color="red" role="alert">
      {message}
    </Alert>
  );
  return { run, busy, failure };
}
