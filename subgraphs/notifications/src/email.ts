import { RondoError } from '@rondo/platform/errors.ts';
import { type Mailer, MailFailure } from '@rondo/platform/mail.ts';
import { renderMailBody } from '@rondo/platform/mail-body.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { contact } from '@rondo/schema/methods/accounts.ts';
import { messageOf } from './message.ts';
import { principalFor } from './owner.ts';
import type { Outcome, Parcel } from './parcel.ts';

export interface EmailOptions {
  host: ServiceHost;
  mailer: Mailer;
  /** How users reach the web client, without a slash at its end. */
  publicUrl: string;
}

/** Mails a reminder to its owner's address. The same firing is always the same mail, so that one that is sent again can be told by its Message-ID. */
export async function sendEmail(
  { host, mailer, publicUrl }: EmailOptions,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    const { email } = await host.as(principalFor(parcel.ownerId)).invoke(contact, { userId: parcel.ownerId });
    if (email === null) {
      return failed('The account has no e-mail address. Sign up with one to get mail.', { permanent: true });
    }
    const { title, body } = messageOf(parcel);
    const content = renderMailBody({
      heading: title,
      paragraphs: [body],
      action: { label: 'Open the task', url: `${publicUrl}/tasks/${parcel.taskId}` },
      footer: 'You get this mail because you asked Rondo to remind you.',
    });
    await mailer.send({ id: `${parcel.reminderId}-${parcel.firing}`, to: email, subject: title, ...content }, signal);
    return { delivered: true, failure: null };
  } catch (error) {
    if (error instanceof MailFailure) return failed(error.message, error);
    if (error instanceof RondoError) return failed(error.message, { permanent: false });
    throw error;
  }
}

function failed(message: string, { permanent }: { permanent: boolean }): Outcome {
  return { delivered: false, failure: { message, permanent } };
}
