import { type FormEvent, useState } from 'react';
import { type Session, signIn, tryAnonymously } from './session.ts';

/** Says who is signed in, and lets somebody sign in. */
export function SessionBar(props: { session: Session | null; onChange: (session: Session | null) => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const start = async (attempt: Promise<Session>) => {
    setBusy(true);
    setProblem(null);
    try {
      props.onChange(await attempt);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void start(signIn(String(form.get('email')), String(form.get('password'))));
  };
  if (props.session) {
    const { token, name } = props.session;
    return (
      <header className="session-bar">
        <span>
          Signed in as <strong>{name}</strong>. Every request carries{' '}
          <code>Authorization: Bearer {token.slice(0, 8)}…</code>
        </span>
        <button type="button" onClick={() => void navigator.clipboard.writeText(token)}>
          Copy token
        </button>
        <button type="button" onClick={() => props.onChange(null)}>
          Sign out here
        </button>
      </header>
    );
  }
  return (
    <header className="session-bar">
      <button type="button" className="primary" disabled={isBusy} onClick={() => void start(tryAnonymously())}>
        Try it without an account
      </button>
      <form onSubmit={submit}>
        <span>or sign in</span>
        <input name="email" type="email" placeholder="Email" aria-label="Email" autoComplete="username" required />
        <input
          name="password"
          type="password"
          placeholder="Password"
          aria-label="Password"
          autoComplete="current-password"
          required
        />
        <button type="submit" disabled={isBusy}>
          Sign in
        </button>
      </form>
      <span role="alert">{problem}</span>
    </header>
  );
}
