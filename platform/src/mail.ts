import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

export interface MailerOptions {
  /** `smtp://user:password@host:587` or `smtps://…`, with nodemailer's options as parameters; null: mail is written to files. */
  smtpUrl: string | null;
  /** The sender: `Rondo <rondo@example.com>`. */
  from: string;
  /** Where mail is written to without an SMTP server; made where it is missing. */
  directory: string;
}

export interface Mail {
  /**
   * The same for the same mail, however often it is sent: its Message-ID and its file are named by it. Letters, digits,
   * `_`, `.`, `-`; one is made where absent.
   */
  id?: string;
  /** One address. */
  to: string;
  /** Any text; it becomes one header (RFC 5322 §2.2), whatever is in it. */
  subject: string;
  text: string;
  html?: string;
}

export interface Mailer extends AsyncDisposable {
  /** Where mail goes, for whoever starts the server: a sentence without secrets. */
  readonly destination: string;
  /** The sender's address: `rondo@example.com`. */
  readonly address: string;
  /** Resolves once the server has accepted the mail, or its file is there. Rejects with a MailFailure. */
  send(mail: Mail, signal?: AbortSignal): Promise<void>;
}

/** The mail was not accepted. */
export class MailFailure extends Error {
  override readonly name = 'MailFailure';
  /** The server refused this mail for good (RFC 5321 §4.2.1: 5yz): sending it again is of no use. */
  readonly permanent: boolean;

  constructor(message: string, options: { permanent: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.permanent = options.permanent;
  }
}

/** For one mail in all, connecting included. */
const timeoutMs = 30_000;
const connections = 4;

/** Throws where `smtpUrl` is none, without repeating it, as it may hold a password. */
export function openMailer(options: MailerOptions): Mailer {
  return options.smtpUrl === null ? openDirectory(options) : openSmtp(options.smtpUrl, options.from);
}

function openSmtp(smtpUrl: string, from: string): Mailer {
  const url = URL.parse(smtpUrl);
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error('SMTP_URL: expected smtp://host:port or smtps://host:port.');
  }
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: connections,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: timeoutMs,
    dnsTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    destination: `Mail is sent through ${url.host}.`,
    address: addressOf(from),
    async send(mail, cancelled) {
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = cancelled ? AbortSignal.any([timeout, cancelled]) : timeout;
      try {
        await transport.sendMail({ ...compose(identified(mail), from), signal });
      } catch (error) {
        throw asFailure(error, 'The mail server could not be reached');
      }
    },
    async [Symbol.asyncDispose]() {
      transport.close();
    },
  };
}

function openDirectory({ from, directory }: MailerOptions): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    destination: `Mail is not sent but written to ${directory}; set SMTP_URL to have it sent.`,
    address: addressOf(from),
    async send(given) {
      const mail = identified(given);
      const { message } = await transport.sendMail({
        ...compose(mail, from),
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      const file = join(directory, `${mail.id}.eml`);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        // Whoever watches the folder sees whole mails only.
        await writeFile(`${file}.part`, message, { mode: 0o600 });
        await rename(`${file}.part`, file);
      } catch (error) {
        throw asFailure(error, 'The mail could not be written');
      }
    },
    async [Symbol.asyncDispose]() {
      transport.close();
    },
  };
}

function compose(mail: Mail & { id: string }, from: string) {
  if (!/^[\w.-]+$/.test(mail.id)) throw new Error(`A mail's id was expected, not ${JSON.stringify(mail.id)}.`);
  return {
    from,
    // An object, not text: commas and brackets in an address must not make it several.
    to: { name: '', address: mail.to },
    subject: oneLine(mail.subject),
    text: mail.text,
    ...(mail.html === undefined ? {} : { html: mail.html }),
    messageId: `<${mail.id}@${addressOf(from).split('@').at(-1)}>`,
    // RFC 3834 §5: no vacation notices in answer.
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

function identified(mail: Mail): Mail & { id: string } {
  return { ...mail, id: mail.id ?? randomUUID() };
}

/** `rondo@example.com` of `Rondo <rondo@example.com>`. */
function addressOf(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}

/** Text as one line: control characters, line and paragraph separators become spaces. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function asFailure(error: unknown, otherwise: string): MailFailure {
  const permanent = error instanceof Error && 'permanent' in error && error.permanent === true;
  // What a server said is of use to the user; what the network said goes by its code, as it may name addresses.
  if (error instanceof Error && 'response' in error && typeof error.response === 'string') {
    const answer = oneLine(error.response).slice(0, 300);
    return new MailFailure(`The mail server answered: ${answer}`, { permanent, cause: error });
  }
  const code = codeOf(error);
  return new MailFailure(`${otherwise}${code === '' ? '' : ` (${code})`}.`, { permanent, cause: error });
}

/** The operating system's code rather than nodemailer's for it. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('originalCode' in error && typeof error.originalCode === 'string') return error.originalCode;
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
