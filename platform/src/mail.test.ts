import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { type Mail, MailFailure, openMailer } from './mail.ts';
import { renderMailBody } from './mail-body.ts';
import { smtpRefusal, startSmtpServer } from './testing/smtp.ts';

const from = 'Rondo <rondo@mail.example>';
const mail: Mail = {
  id: 'reminder_01-1',
  to: 'ann@example.com',
  subject: 'Buy milk',
  text: 'Due at ten.',
  html: '<p>Due at ten.</p>',
};

async function failureOf(sent: Promise<void>): Promise<MailFailure> {
  const error = await sent.then(
    () => new Error('The mail was sent.'),
    (failure: unknown) => failure,
  );
  if (!(error instanceof MailFailure)) throw error;
  return error;
}

async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'rondo-mail-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

describe('a mailer with an SMTP server', () => {
  it('hands the mail over as text and HTML, with a Message-ID that stays the same', async () => {
    await using server = await startSmtpServer();
    await using mailer = openMailer({ smtpUrl: server.url, from, directory: '/nowhere' });
    await mailer.send(mail);
    await mailer.send(mail);

    expect(server.received).toHaveLength(2);
    const [first, second] = server.received;
    expect(first).toMatchObject({ from: 'rondo@mail.example', to: ['ann@example.com'] });
    expect(first?.parsed.subject).toBe('Buy milk');
    expect(first?.parsed.text?.trim()).toBe('Due at ten.');
    expect(first?.parsed.html?.trim()).toBe('<p>Due at ten.</p>');
    expect(first?.parsed.messageId).toBe('<reminder_01-1@mail.example>');
    expect(second?.parsed.messageId).toBe(first?.parsed.messageId);
    expect(mailer.destination).toBe(`Mail is sent through ${new URL(server.url).host}.`);
  });

  it('makes one header of a subject with line breaks, so that none can add a recipient', async () => {
    await using server = await startSmtpServer();
    await using mailer = openMailer({ smtpUrl: server.url, from, directory: '/nowhere' });
    for (const lineBreak of ['\r\n', '\n', '\r', '\u2028', '\u0085']) {
      await mailer.send({ ...mail, subject: `Milk${lineBreak}Bcc: eve@example.com${lineBreak}${lineBreak}<b>x</b>` });
    }
    expect(server.received).toHaveLength(5);
    for (const { to, parsed } of server.received) {
      expect(to).toEqual(['ann@example.com']);
      expect(parsed.subject).toBe('Milk Bcc: eve@example.com <b>x</b>');
      expect(parsed.headers.map(({ key }) => key)).not.toContain('bcc');
    }
  });

  it('sends to one recipient, whatever the address holds', async () => {
    await using server = await startSmtpServer();
    await using mailer = openMailer({ smtpUrl: server.url, from, directory: '/nowhere' });
    await mailer.send({ ...mail, to: 'ann@example.com, eve@example.com' }).catch(() => {});
    await mailer.send({ ...mail, to: 'ann@example.com>\r\nRCPT TO:<eve@example.com' }).catch(() => {});
    expect(server.received.flatMap(({ to }) => to)).not.toContain('eve@example.com');
  });

  it('keeps emoji and right-to-left text in the subject', async () => {
    await using server = await startSmtpServer();
    await using mailer = openMailer({ smtpUrl: server.url, from, directory: '/nowhere' });
    const subject = `🥛 חלב ${'ж'.repeat(300)}`;
    await mailer.send({ ...mail, subject });
    expect(server.received[0]?.parsed.subject).toBe(subject);
  });

  it('tells a refusal for good from one for now, with what the server said', async () => {
    await using server = await startSmtpServer();
    await using mailer = openMailer({ smtpUrl: server.url, from, directory: '/nowhere' });
    server.answer = () => {
      throw smtpRefusal(550, 'No such user here');
    };
    const forGood = await failureOf(mailer.send(mail));
    expect(forGood.permanent).toBe(true);
    expect(forGood.message).toBe('The mail server answered: 550 No such user here');
    server.answer = () => {
      throw smtpRefusal(451, 'Try later');
    };
    expect((await failureOf(mailer.send(mail))).permanent).toBe(false);
  });

  it('takes a server that is away for a failure that passes, and does not tell its address', async () => {
    await using mailer = openMailer({ smtpUrl: 'smtp://rondo:secret@127.0.0.1:1', from, directory: '/nowhere' });
    const failure = await failureOf(mailer.send(mail));
    expect(failure.permanent).toBe(false);
    expect(failure.message).toBe('The mail server could not be reached (ECONNREFUSED).');
    expect(mailer.destination).not.toContain('secret');
  });

  it('refuses a URL of another kind at the start, without repeating it', () => {
    expect(() => openMailer({ smtpUrl: 'http://u:secret@host', from, directory: '/nowhere' })).toThrow(
      /^SMTP_URL: expected smtp:\/\/host:port or smtps:\/\/host:port\.$/,
    );
  });
});

describe('a mailer without an SMTP server', () => {
  it('writes a file that a mail program opens, readable by its owner only, and says where', async () => {
    await using directory = await temporaryDirectory();
    const mails = join(directory.path, 'not', 'yet', 'there');
    await using mailer = openMailer({ smtpUrl: null, from, directory: mails });
    await mailer.send({ ...mail, subject: 'Café' });

    expect(await readdir(mails)).toEqual(['reminder_01-1.eml']);
    const parsed = await PostalMime.parse(await readFile(join(mails, 'reminder_01-1.eml')));
    expect(parsed).toMatchObject({ subject: 'Café', messageId: '<reminder_01-1@mail.example>' });
    expect(parsed.to).toEqual([{ name: '', address: 'ann@example.com' }]);
    expect((await stat(join(mails, 'reminder_01-1.eml'))).mode & 0o777).toBe(0o600);
    expect(mailer.destination).toBe(`Mail is not sent but written to ${mails}; set SMTP_URL to have it sent.`);
  });

  it('writes the same mail once, so that sending again does no harm', async () => {
    await using directory = await temporaryDirectory();
    await using mailer = openMailer({ smtpUrl: null, from, directory: directory.path });
    await mailer.send(mail);
    await mailer.send(mail);
    expect(await readdir(directory.path)).toHaveLength(1);
  });

  it('gives a mail without an id one of its own', async () => {
    await using directory = await temporaryDirectory();
    await using mailer = openMailer({ smtpUrl: null, from, directory: directory.path });
    const { id: _, html: __, ...plain } = mail;
    await mailer.send(plain);
    await mailer.send(plain);
    expect(await readdir(directory.path)).toHaveLength(2);
    expect(mailer.address).toBe('rondo@mail.example');
  });

  it('takes no id that would lead out of its folder', async () => {
    await using directory = await temporaryDirectory();
    await using mailer = openMailer({ smtpUrl: null, from, directory: directory.path });
    await expect(mailer.send({ ...mail, id: '../evil' })).rejects.toThrow(/id was expected/);
  });
});

describe('the body of a mail', () => {
  const body = {
    heading: '<script>alert(1)</script>',
    paragraphs: ['"quoted" & <img src=x onerror=alert(1)>', 'javascript:alert(1)'],
    footer: "It's yours",
  };

  it('shows HTML as text in its HTML part', () => {
    const { html } = renderMailBody(body);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('&quot;quoted&quot; &amp; &lt;img src=x onerror=alert(1)&gt;');
    expect(html).not.toMatch(/<script|<img|href/);
  });

  it('is the text as it was given in its plain part', () => {
    expect(renderMailBody(body).text).toContain('"quoted" & <img src=x onerror=alert(1)>');
  });

  it('links http and https only', () => {
    const action = { label: 'Open', url: 'https://rondo.example/?a="b"&c' };
    expect(renderMailBody({ ...body, action }).html).toContain('href="https://rondo.example/?a=&quot;b&quot;&amp;c"');
    expect(() => renderMailBody({ ...body, action: { label: 'Open', url: 'javascript:alert(1)' } })).toThrow(/https/);
  });
});
