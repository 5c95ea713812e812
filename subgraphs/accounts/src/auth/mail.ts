import type { Mail } from '@rondo/platform/mail.ts';

export type SendMail = (mail: Mail) => Promise<void>;

/** Where a reset link leads that was asked for without `redirectTo`: the web client's page for it. */
export const resetPage = '/reset-password';

/**
 * `url` is better-auth's link, which redirects to the page that asks for the new password. Nothing in the mail was written by whoever
 * asked for it, and its lines are short enough to go unwrapped (RFC 2045 §6.7).
 */
export function resetMail(email: string, url: string): Mail {
  const link = new URL(url);
  if (!link.searchParams.get('callbackURL')) link.search = '';
  return {
    to: email,
    subject: 'Reset your Rondo password',
    text: [
      'Somebody, probably you, asked to reset the password of your Rondo account.',
      'Choose a new one here, within an hour:',
      '',
      link.href,
      '',
      'The link works once. The new password ends all sessions of the account.',
      'If it was not you, there is nothing to do: your password stays.',
      '',
    ].join('\n'),
  };
}
