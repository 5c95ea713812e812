import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** As it went over the wire. */
  raw: string;
  parsed: Email;
}

export interface TestSmtpServer extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** Mails that were offered, the refused ones included. */
  readonly offered: number;
  /** What it answers from now on to the end of a mail's data: null accepts. Throwing an error with a responseCode refuses. */
  answer: (mail: ReceivedMail) => Promise<void> | void;
}

/** A real SMTP server on this machine that keeps what it gets. */
export async function startSmtpServer(): Promise<TestSmtpServer> {
  const received: ReceivedMail[] = [];
  let offered = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        offered++;
        try {
          const raw = Buffer.concat(chunks).toString();
          const { mailFrom, rcptTo } = session.envelope;
          const mail = {
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            raw,
            parsed: await PostalMime.parse(raw),
          };
          await started.answer(mail);
          received.push(mail);
          callback();
        } catch (error) {
          callback(error instanceof Error ? error : new Error(String(error)));
        }
      });
    },
  });
  // Clients that leave in the middle are part of the tests.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (typeof address !== 'object' || !address) throw new Error('The SMTP server has no port.');
  const started: TestSmtpServer = {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    get offered() {
      return offered;
    },
    answer: () => {},
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return started;
}

/** What an SMTP server answers to a mail it does not take: 4yz for now, 5yz for good. */
export function smtpRefusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
