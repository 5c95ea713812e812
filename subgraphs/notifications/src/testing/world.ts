import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import { type MailerOptions, openMailer } from '@rondo/platform/mail.ts';
import type { ServiceDefinition, ServiceHost } from '@rondo/platform/service.ts';
import { startTestServices, type TestData, type TestServices, type TestUser } from '@rondo/platform/testing/service.ts';
import { startSmtpServer, type TestSmtpServer } from '@rondo/platform/testing/smtp.ts';
import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { generateVapidKeys, type NotificationSettings, notifications, VAPID_KEYS, WEBHOOK_KEY } from '../main.ts';
import { startPushService, type TestPushService } from './push-service.ts';
import { Tasks } from './tasks.ts';

/** The notifications service with real neighbours: an SMTP server, a push service; and the tasks and accounts that it asks. */
export interface World extends AsyncDisposable {
  readonly services: TestServices;
  /** What the service's own parts stand on. */
  readonly host: ServiceHost;
  readonly tasks: Tasks;
  readonly smtp: TestSmtpServer;
  readonly push: TestPushService;
  readonly mailDirectory: string;
  /** What clients hear. */
  readonly heard: CloudEvent[];
  /** What delivery hears. */
  readonly due: CloudEvent[];
  /** Mail addresses by user; `<user id>@example.com` where absent, null: none. */
  readonly addresses: Map<string, string | null>;
  user(): TestUser;
}

export async function startWorld(
  settings: Partial<NotificationSettings> & { mail?: Partial<MailerOptions> } = {},
): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const smtp = stack.use(await startSmtpServer());
  const push = stack.use(await startPushService());
  const mailDirectory = await mkdtemp(join(tmpdir(), 'rondo-mails-'));
  stack.defer(() => rm(mailDirectory, { recursive: true, force: true }));
  const { mail, ...others } = settings;
  const mailer = stack.use(
    openMailer({ smtpUrl: smtp.url, from: 'Rondo <rondo@mail.example>', directory: mailDirectory, ...mail }),
  );
  const definition = notifications({
    publicUrl: 'https://rondo.example',
    mailer,
    retry: { attempts: 4, delayMs: 50, maxDelayMs: 200 },
    outbound: { allowLoopback: true },
    ...others,
  });
  let host: ServiceHost | undefined;
  const observed: ServiceDefinition = {
    ...definition,
    async start(given) {
      host = given;
      return (await definition.start?.(given)) ?? new AsyncDisposableStack();
    },
  };
  const services = stack.use(
    await startTestServices([observed], { generators: { [VAPID_KEYS]: generateVapidKeys, [WEBHOOK_KEY]: randomKey } }),
  );
  if (!host) throw new Error('The service was not started.');
  const { platform } = services;
  const addresses = new Map<string, string | null>();
  stack.use(
    await platform.serve('accounts', {
      async contact(input) {
        const { userId } = input as { userId: string };
        const email = addresses.has(userId) ? addresses.get(userId) : `${userId}@example.com`;
        return { email, name: 'Ann', locale: 'en', timeZone: 'Europe/Paris' };
      },
    }),
  );
  const tasks = stack.use(await Tasks.serve(platform));
  const heard: CloudEvent[] = [];
  const due: CloudEvent[] = [];
  const keep = (events: CloudEvent[]) => async (event: CloudEvent) => {
    events.push(event);
  };
  await platform.subscribe({ group: 'test', topic: Topic.TASK_UPDATES, handle: keep(heard) });
  await platform.subscribe({ group: 'test', topic: Topic.REMINDERS, handle: keep(due) });
  const running = stack.move();
  return {
    services,
    host,
    tasks,
    smtp,
    push,
    mailDirectory,
    heard,
    due,
    addresses,
    user: () => services.user(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export const reminderFields = /* GraphQL */ `
  fragment R on Reminder {
    id at before channels state task { id }
    deliveries { channel state attempts lastError deliveredAt }
  }
`;

const addReminderMutation = /* GraphQL */ `
  mutation ($taskId: ID!, $reminder: ReminderInput!) { addReminder(taskId: $taskId, reminder: $reminder) { ...R } }
  ${reminderFields}
`;

export async function addReminder(user: TestUser, taskId: string, reminder: object): Promise<TestData> {
  const data = await user.data(addReminderMutation, { taskId, reminder });
  return data.addReminder;
}

/**
 * As `addReminder`, for a moment so many milliseconds ahead: or more, where on a busy machine that moment has passed before the request is
 * looked at, which refuses it.
 */
export async function addReminderIn(
  user: TestUser,
  taskId: string,
  milliseconds: number,
  reminder: object,
): Promise<TestData> {
  for (let ahead = milliseconds; ; ahead *= 2) {
    const variables = { taskId, reminder: { ...reminder, at: inMs(ahead) } };
    const { data, errors } = await user.execute(addReminderMutation, variables);
    if (data?.addReminder) return data.addReminder as TestData;
    if (!errors?.some(({ message }) => message.includes('which is past')))
      throw new Error(`Expected no errors, got ${JSON.stringify(errors)}`);
  }
}

/** A task's reminders, as the gateway asks for them. */
export async function remindersOf(user: TestUser, taskId: string): Promise<TestData[]> {
  const data = await user.data(
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Task { reminders { ...R } } } } ${reminderFields}`,
    { of: [{ __typename: 'Task', id: taskId }] },
  );
  return data._entities[0].reminders;
}

export async function findReminder(user: TestUser, id: string): Promise<TestData | null> {
  const data = await user.data(
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Reminder { ...R } } } ${reminderFields}`,
    { of: [{ __typename: 'Reminder', id }] },
  );
  return data._entities[0];
}

/** Waits for a reminder to be in a state, and returns it. */
export function reminderIn(user: TestUser, id: string, state: string): Promise<TestData> {
  return until(`reminder ${id} is ${state}`, async () => {
    const reminder = await findReminder(user, id);
    return reminder?.state === state ? reminder : null;
  });
}

export async function notificationsOf(user: TestUser): Promise<TestData> {
  const data = await user.data(
    '{ notifications { nodes { id title body readAt createdAt task { id } } totalCount unreadCount } }',
  );
  return data.notifications;
}

/** So many milliseconds from now, as the API writes it. */
export function inMs(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString();
}

/** A due time so many milliseconds from now. */
export function dueInMs(milliseconds: number, timeZone = 'Europe/Paris') {
  const at = inMs(milliseconds);
  return { date: at.slice(0, 10), time: '09:00:00', timeZone, floating: false, at };
}
