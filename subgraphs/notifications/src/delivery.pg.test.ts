import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestData, TestUser } from '@rondo/platform/testing/service.ts';
import { smtpRefusal } from '@rondo/platform/testing/smtp.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { Topic } from '@rondo/schema/topics.ts';
import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, verifyVapid } from './testing/push-service.ts';
import {
  addReminder,
  addReminderIn,
  dueInMs,
  findReminder,
  inMs,
  reminderIn,
  startWorld,
  type World,
} from './testing/world.ts';

const register = /* GraphQL */ `
  mutation ($endpoint: String!, $p256dh: String!, $auth: String!) {
    registerPushSubscription(endpoint: $endpoint, p256dh: $p256dh, auth: $auth)
  }
`;

let world: World;
let user: TestUser;
let accept: World['smtp']['answer'];
let created: World['push']['answer'];
beforeAll(async () => {
  world = await startWorld();
  accept = world.smtp.answer;
  created = world.push.answer;
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  user = world.user();
});
afterEach(() => {
  world.smtp.answer = accept;
  world.push.answer = created;
});

async function remind(channels: string[], title = 'Buy milk', by = user): Promise<string> {
  const task = await world.tasks.create({ ownerId: by.id, title });
  return (await addReminderIn(by, task.id, 400, { channels })).id;
}

/** Waits for a channel's delivery to be as `condition` wants it. */
function delivery(
  id: string,
  channel: string,
  condition: (delivery: TestData) => unknown,
  by = user,
): Promise<TestData> {
  return until(`${channel} is so`, async () => {
    const found = (await findReminder(by, id))?.deliveries.find((each: TestData) => each.channel === channel);
    return found && condition(found) ? found : null;
  });
}

const settled = ({ state }: TestData) => state !== 'PENDING';

async function subscribe(path: string, by = user): Promise<Browser> {
  const browser = new Browser(`${world.push.origin}${path}`);
  await by.data(register, browser.subscription);
  return browser;
}

const pushedTo = ({ endpoint }: Browser) =>
  world.push.requests.filter(({ path }) => path === new URL(endpoint).pathname);
const mailsOf = ({ id }: TestUser) => world.smtp.received.filter(({ to }) => to[0] === `${id}@example.com`);

describe('mail', () => {
  it('is tried again where the server refuses for now, and says why meanwhile', async () => {
    let refusals = 0;
    world.smtp.answer = () => {
      if (refusals++ < 2) throw smtpRefusal(451, 'Greylisted, come back');
    };
    const id = await remind(['EMAIL']);
    const pending = await delivery(id, 'EMAIL', ({ lastError }) => lastError);
    expect(pending).toMatchObject({
      state: 'PENDING',
      lastError: 'The mail server answered: 451 Greylisted, come back',
    });
    expect((await findReminder(user, id)).state).toBe('SCHEDULED');
    const done = await delivery(id, 'EMAIL', settled);
    expect(done).toMatchObject({ state: 'DELIVERED', attempts: 3, lastError: null });
    expect((await findReminder(user, id)).state).toBe('SENT');
    expect(mailsOf(user)).toHaveLength(1);
  });

  it('is given up at once where the server refuses for good; the reminder has failed where no channel got through', async () => {
    world.smtp.answer = () => {
      throw smtpRefusal(550, 'No such user here');
    };
    const id = await remind(['EMAIL']);
    const failed = await reminderIn(user, id, 'FAILED');
    expect(failed.deliveries).toMatchObject([
      { state: 'FAILED', attempts: 1, lastError: 'The mail server answered: 550 No such user here', deliveredAt: null },
    ]);
    await until('it is heard', () =>
      world.heard.find(({ subject, type }) => subject === id && type === 'reminder.failed.v1'),
    );
  });

  it('is given up after the last try, and the other channels stay delivered', async () => {
    world.smtp.answer = () => {
      throw smtpRefusal(451, 'Later');
    };
    const id = await remind(['IN_APP', 'EMAIL']);
    expect(await delivery(id, 'EMAIL', settled)).toMatchObject({ state: 'FAILED', attempts: 4 });
    expect(await findReminder(user, id)).toMatchObject({ state: 'SENT', deliveries: [{ state: 'DELIVERED' }, {}] });
  });

  it('fails for an account without an address, with a word about it', async () => {
    world.addresses.set(user.id, null);
    const id = await remind(['IN_APP', 'EMAIL']);
    expect(await delivery(id, 'EMAIL', settled)).toMatchObject({
      state: 'FAILED',
      attempts: 1,
      lastError: 'The account has no e-mail address. Sign up with one to get mail.',
    });
  });

  it('is inert, whatever the title holds: one header, no markup', async () => {
    const title = 'Milk\r\nBcc: eve@example.com\r\n\r\n<img src=x onerror=alert(1)> javascript:alert(1)';
    await remind(['EMAIL'], title);
    const mail = await until('it is there', () => mailsOf(user)[0]);
    expect(mail.to).toHaveLength(1);
    expect(mail.parsed.subject).toBe('Milk Bcc: eve@example.com <img src=x onerror=alert(1)> javascript:alert(1)');
    expect(mail.parsed.headers.map(({ key }) => key)).not.toContain('bcc');
    expect(mail.parsed.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(mail.parsed.html).not.toContain('<img');
  });

  it('is sent once, though the event that is behind it comes three times and the topic is replayed', async () => {
    const id = await remind(['IN_APP', 'EMAIL']);
    await delivery(id, 'EMAIL', settled);
    const events = await until('it was due', () => {
      const own = world.due.filter(({ subject }) => subject === id);
      return own.length > 0 && own;
    });
    const { platform } = world.services;
    for (let time = 0; time < 3; time++) await platform.publish(Topic.REMINDERS, events);
    const marker = await remind(['EMAIL'], 'marker');
    await delivery(marker, 'EMAIL', settled);
    expect(mailsOf(user)).toHaveLength(2);
    expect((await findReminder(user, id)).deliveries).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
  });

  it('holds up neither pushes nor the app, nor the mail of others, where one server connection hangs', async () => {
    const other = world.user();
    const hung = Promise.withResolvers<void>();
    world.smtp.answer = ({ to }) => (to[0]?.startsWith(user.id) ? hung.promise : undefined);
    const browser = await subscribe('/hung-mail');
    const ids = [];
    for (let count = 0; count < 6; count++) ids.push(await remind(['IN_APP', 'EMAIL', 'WEB_PUSH']));
    const theirs = await remind(['EMAIL'], 'theirs', other);
    await delivery(theirs, 'EMAIL', settled, other);
    for (const id of ids) expect(await delivery(id, 'WEB_PUSH', settled)).toMatchObject({ state: 'DELIVERED' });
    expect(pushedTo(browser)).toHaveLength(6);
    expect(mailsOf(user)).toHaveLength(0);
    hung.resolve();
    for (const id of ids)
      expect(await delivery(id, 'EMAIL', settled)).toMatchObject({ state: 'DELIVERED', attempts: 1 });
  });
});

describe('mail without an SMTP server', () => {
  it('is a file that a mail program opens', async () => {
    await using local = await startWorld({ mail: { smtpUrl: null } });
    const ann = local.user();
    const task = await local.tasks.create({ ownerId: ann.id, title: 'Café', due: dueInMs(3_600_000) });
    const { id } = await addReminderIn(ann, task.id, 400, { channels: ['EMAIL'] });
    await reminderIn(ann, id, 'SENT');
    expect(await readdir(local.mailDirectory)).toEqual([`${id}-1.eml`]);
    const mail = await PostalMime.parse(await readFile(join(local.mailDirectory, `${id}-1.eml`)));
    expect(mail).toMatchObject({ subject: 'Café', to: [{ address: `${ann.id}@example.com` }] });
    expect(mail.text).toContain('Due ');
  });
});

describe('a push', () => {
  it('can be read by the browser that it is for, and shows that this server sent it', async () => {
    const browser = await subscribe('/read');
    const id = await remind(['WEB_PUSH'], 'Call mum 📞');
    expect(await delivery(id, 'WEB_PUSH', settled)).toMatchObject({ state: 'DELIVERED', attempts: 1, lastError: null });
    expect((await findReminder(user, id)).state).toBe('SENT');
    const [message, ...others] = pushedTo(browser);
    expect(others).toEqual([]);
    if (!message) throw new Error('Nothing was pushed.');
    expect(message.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'high' });
    const taskId = (await findReminder(user, id)).task.id;
    expect(browser.decrypt(message.body)).toEqual({
      title: 'Call mum 📞',
      body: 'You asked to be reminded of this.',
      url: `https://rondo.example/tasks/${taskId}`,
      tag: `${id}-1`,
      reminderId: id,
      taskId,
    });
    const { pushPublicKey } = await user.data('{ pushPublicKey }');
    expect(verifyVapid(message.headers, pushPublicKey)).toMatchObject({
      aud: world.push.origin,
      sub: 'https://rondo.example',
    });
    expect(() => new Browser(browser.endpoint).decrypt(message.body)).toThrow();
  });

  it('is a usual channel of a user who has a browser registered', async () => {
    await subscribe('/usual');
    const task = await world.tasks.create({ ownerId: user.id });
    const { channels } = await addReminder(user, task.id, { at: inMs(60_000) });
    expect(channels).toEqual(['IN_APP', 'EMAIL', 'WEB_PUSH']);
  });

  it('goes to every browser, and again only to those that have not got it', async () => {
    const [good, flaky] = [await subscribe('/good'), await subscribe('/flaky')];
    let failures = 0;
    world.push.answer = ({ path }, response) =>
      response.writeHead(path === '/flaky' && failures++ < 2 ? 503 : 201).end();
    const id = await remind(['WEB_PUSH']);
    const partly = await delivery(id, 'WEB_PUSH', ({ state }) => state === 'DELIVERED');
    expect(partly.deliveredAt).not.toBeNull();
    const done = await delivery(id, 'WEB_PUSH', ({ attempts, lastError }) => attempts === 3 && lastError === null);
    expect(done).toMatchObject({ state: 'DELIVERED', deliveredAt: partly.deliveredAt });
    expect(pushedTo(good)).toHaveLength(1);
    expect(pushedTo(flaky)).toHaveLength(3);
  });

  it.each([404, 410])('that is answered with %i ends the subscription', async (status) => {
    const browser = await subscribe(`/gone-${status}`);
    world.push.answer = (_message, response) => response.writeHead(status).end();
    const id = await remind(['WEB_PUSH']);
    expect(await delivery(id, 'WEB_PUSH', settled)).toMatchObject({
      state: 'FAILED',
      attempts: 1,
      lastError: 'The browser has ended its subscription.',
    });
    const next = await remind(['WEB_PUSH']);
    expect(await delivery(next, 'WEB_PUSH', settled)).toMatchObject({
      state: 'FAILED',
      lastError: 'No browser is registered for pushes. Allow notifications in one.',
    });
    expect(pushedTo(browser)).toHaveLength(1);
  });

  it('that is refused for good is not tried again; one that is refused for now is, when the service says', async () => {
    await subscribe('/refused');
    world.push.answer = (_message, response) => response.writeHead(403).end();
    const refused = await remind(['WEB_PUSH']);
    expect(await delivery(refused, 'WEB_PUSH', settled)).toMatchObject({ state: 'FAILED', attempts: 1 });

    let first = 0;
    world.push.answer = (_message, response) => {
      if (first === 0) response.writeHead(429, { 'retry-after': '1' }).end();
      else response.writeHead(201).end();
      first ||= Date.now();
    };
    const busy = await remind(['WEB_PUSH']);
    const done = await delivery(busy, 'WEB_PUSH', settled);
    expect(done).toMatchObject({ state: 'DELIVERED', attempts: 2 });
    expect(Date.parse(done.deliveredAt) - first).toBeGreaterThanOrEqual(1_000);
  });

  it('follows no redirect', async () => {
    const browser = await subscribe('/redirects');
    const target = await subscribe('/target', world.user());
    world.push.answer = (_message, response) => response.writeHead(307, { location: target.endpoint }).end();
    const id = await remind(['WEB_PUSH']);
    expect(await delivery(id, 'WEB_PUSH', settled)).toMatchObject({
      state: 'FAILED',
      lastError: 'The push service answered with status 307.',
    });
    expect(pushedTo(browser)).toHaveLength(1);
    expect(pushedTo(target)).toHaveLength(0);
  });
});

describe('registering a browser', () => {
  it('refuses endpoints off the public internet, before it looks at the keys', async () => {
    await using guarded = await startWorld({ outbound: {} });
    const ann = guarded.user();
    for (const host of [
      ...['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '0.0.0.0', '169.254.169.254', '[64:ff9b::a00:1]'],
      ...['10.0.0.1', '172.16.0.1', '192.168.0.1', '[fc00::1]', 'localhost'],
    ]) {
      const error = await ann.error(register, { endpoint: `https://${host}/push`, p256dh: 'x', auth: 'y' });
      expect([host, error.extensions]).toEqual([host, { code: 'WEBHOOK_URL_FORBIDDEN', argument: 'endpoint' }]);
    }
  });

  it.each([
    ['an endpoint that is no URL', { endpoint: 'push' }, 'endpoint'],
    ['a key that is no point of the curve', { p256dh: Buffer.alloc(65, 4).toString('base64url') }, 'p256dh'],
    ['a key that is compressed', { p256dh: Buffer.alloc(33, 2).toString('base64url') }, 'p256dh'],
    ['a secret of another length', { auth: Buffer.alloc(15).toString('base64url') }, 'auth'],
    ['a secret that is not base64url', { auth: '§§§' }, 'auth'],
  ])('refuses %s', async (_, changed, argument) => {
    const { subscription } = new Browser(`${world.push.origin}/refused-keys`);
    const error = await user.error(register, { ...subscription, ...changed });
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });

  it('gives the same id for the same endpoint, whose keys then are the new ones', async () => {
    const old = new Browser(`${world.push.origin}/renewed`);
    const renewed = new Browser(old.endpoint);
    const first = await user.data(register, old.subscription);
    expect(first.registerPushSubscription).toMatch(/^push_/);
    expect(await user.data(register, renewed.subscription)).toEqual(first);
    await delivery(await remind(['WEB_PUSH']), 'WEB_PUSH', settled);
    const [message] = pushedTo(renewed);
    expect(message && renewed.decrypt(message.body)).toMatchObject({ title: 'Buy milk' });
  });

  it('refuses more than 20, as the description says; one of the 20 can be renewed', async () => {
    const browsers = Array.from({ length: 21 }, (_, each) => new Browser(`${world.push.origin}/many-${each}`));
    const last = browsers.pop();
    for (const { subscription } of browsers) await user.data(register, subscription);
    const error = await user.error(register, last?.subscription);
    expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'endpoint' });
    await user.data(register, browsers[0]?.subscription);
    const { __type } = await user.data('{ __type(name: "Mutation") { fields { name description } } }');
    const { description } = __type.fields.find(({ name }: TestData) => name === 'registerPushSubscription');
    expect(description).toContain('beyond 20 browsers');
  });

  it('takes it from whoever was signed in on it before', async () => {
    const before = world.user();
    const browser = await subscribe('/shared', before);
    await user.data(register, browser.subscription);
    const theirs = await remind(['WEB_PUSH'], 'private', before);
    expect(await delivery(theirs, 'WEB_PUSH', settled, before)).toMatchObject({ state: 'FAILED' });
    const own = await remind(['WEB_PUSH'], 'own');
    expect(await delivery(own, 'WEB_PUSH', settled)).toMatchObject({ state: 'DELIVERED' });
    expect(pushedTo(browser)).toHaveLength(1);
  });

  it('can be undone by whoever did it', async () => {
    const browser = await subscribe('/undone');
    const remove = 'mutation ($endpoint: String!) { removePushSubscription(endpoint: $endpoint) }';
    const { endpoint } = browser;
    expect(await world.user().data(remove, { endpoint })).toEqual({ removePushSubscription: false });
    expect(await user.data(remove, { endpoint })).toEqual({ removePushSubscription: true });
    expect(await user.data(remove, { endpoint })).toEqual({ removePushSubscription: false });
  });
});
