import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@rondo/schema/ids.ts';
import { describe, expect, it } from 'vitest';
import { ApiClient, eventually, type Json } from './client.ts';

/** A Rondo that runs, of whatever processes. */
export interface WalkedRondo {
  readonly url: string;
  /** Where its mails are written to. */
  readonly mailDirectory: string;
}

const changes = /* GraphQL */ `
  subscription ($after: String) {
    changes(after: $after) {
      id cursor type at actor { kind }
      ... on TaskChange { kind taskId version task { id title due { date time timeZone } occurrenceKey tags { name } } }
      ... on TagChange { kind tagId tag { name } }
      ... on ReminderChange { reminderId state reminder { at task { title } } }
      ... on NotificationChange { notification { title task { id } } }
    }
  }
`;

/** A walk through the whole of Rondo as its users see it: the gateway over HTTP and WebSocket, nothing else. */
export function describeWalk(rondo: () => WalkedRondo): void {
  describe('a walk from sign-up to a verified history', { timeout: 60_000 }, () => {
    it('creates, completes, repeats, reminds, and keeps a history that verifies', async () => {
      const email = `walker-${Date.now()}@example.com`;
      const user = await ApiClient.signUp(rondo().url, { email, timeZone: 'Europe/Paris' });
      expect((await user.data('{ viewer { email timeZone anonymous } }')).viewer).toEqual({
        email,
        timeZone: 'Europe/Paris',
        anonymous: false,
      });

      const { streamCursor } = await user.data('{ streamCursor }');
      await using stream = user.subscribe(changes, { after: streamCursor });

      // A weekly task, tagged, with a reminder that is due in about two seconds.
      const remindAt = new Date(Date.now() + 2_000).toISOString();
      const id = newId('task');
      const create = /* GraphQL */ `
        mutation ($input: CreateTaskInput!) {
          createTask(input: $input) {
            eventId
            task { id version title tags { name } due { at } series { id summary upcoming(first: 2) { key } } occurrenceKey }
          }
        }
      `;
      const input = {
        id,
        title: 'Water the plants',
        priority: 'HIGH',
        due: { date: '2027-01-04', time: '09:30:00', timeZone: 'Europe/Paris' },
        tagNames: ['home', 'garden'],
        recurrence: { rule: 'FREQ=WEEKLY;BYDAY=MO' },
        reminders: [{ at: remindAt, channels: ['IN_APP', 'EMAIL'] }, { before: 'PT15M' }],
      };
      const { createTask } = await user.data(create, { input });
      expect(createTask.task).toMatchObject({
        id,
        due: { at: '2027-01-04T08:30:00.000Z' },
        occurrenceKey: '2027-01-04T09:30:00',
        series: { summary: 'Every week on Monday' },
      });
      expect(createTask.task.tags.map((tag: Json) => tag.name).toSorted()).toEqual(['garden', 'home']);

      // The event comes by the stream under the same id, with what the client asked for.
      const created = await stream.event((event) => event.id === createTask.eventId, 2_000);
      expect(created).toMatchObject({
        type: 'task.created.v1',
        kind: 'CREATED',
        actor: { kind: 'USER' },
        task: { id },
      });

      // The same call again is the same call.
      const again = await user.data(create, { input });
      expect(again.createTask).toMatchObject({ eventId: null, task: { id, version: createTask.task.version } });

      // It reminds within a second of its time: in the app and by mail.
      const sent = await stream.event((event) => event.state === 'SENT', 8_000);
      const lateness = Date.parse(sent.at) - Date.parse(remindAt);
      expect(lateness).toBeGreaterThanOrEqual(0);
      expect(lateness).toBeLessThan(1_000);
      await stream.event((event) => event.notification?.task?.id === id);
      const mails = rondo().mailDirectory;
      const [mail] = await eventually(
        () => readdir(mails).catch(() => []),
        (files) => files.length > 0,
      );
      const text = await readFile(join(mails, mail ?? ''), 'utf8');
      expect(text).toContain(email);
      expect(text).toContain('Water the plants');

      // Completing it brings the next occurrence, by an event, within a second.
      const completedAt = performance.now();
      const { completeTask } = await user.data(
        'mutation ($id: ID!) { completeTask(id: $id) { eventId task { status completedAt series { id } } } }',
        { id },
      );
      const next = await stream.event(
        (event) =>
          event.kind === 'CREATED' && event.taskId !== id && event.task?.occurrenceKey === '2027-01-11T09:30:00',
      );
      expect(performance.now() - completedAt).toBeLessThan(1_000);
      expect(next).toMatchObject({ actor: { kind: 'RECURRENCE' }, task: { title: 'Water the plants' } });
      expect(next.task.tags.map((tag: Json) => tag.name).toSorted()).toEqual(['garden', 'home']);

      // The relative reminder went along; the completed task's is cancelled.
      const remindersOf = async (task: string) =>
        (await user.data('query ($id: ID!) { task(id: $id) { reminders { at before state } } }', { id: task })).task
          .reminders;
      const reminders = await eventually(
        () => remindersOf(next.taskId),
        (list) => list.length === 1,
      );
      expect(reminders).toEqual([{ at: '2027-01-11T08:15:00.000Z', before: 'PT15M', state: 'SCHEDULED' }]);
      await eventually(
        () => remindersOf(id),
        (list) => list.some(({ state }: Json) => state === 'CANCELLED'),
      );

      // The history has one entry per call, newest or oldest first, chained.
      const activity = await eventually(
        async () =>
          (
            await user.data(
              '{ activity(first: 100) { nodes { id type sequence hash previousHash subjectId } totalCount } }',
            )
          ).activity.nodes as Json[],
        (entries) => entries.some((entry) => entry.id === next.id),
      );
      expect(activity.map((entry) => entry.id)).toContain(completeTask.eventId);
      const chain = activity.toSorted((a, b) => a.sequence - b.sequence);
      expect(chain[0].previousHash).toBeNull();
      for (const [index, entry] of chain.slice(1).entries()) expect(entry.previousHash).toBe(chain[index].hash);

      // Whoever comes back with the cursor hears all of it again, in the same order, each event once.
      await using replay = user.subscribe(changes, { after: streamCursor });
      const last = stream.events.at(-1);
      await replay.event((event) => event.id === last.id);
      const replayed = replay.events.map((event) => event.id);
      expect(new Set(replayed).size).toBe(replayed.length);
      expect(replayed.slice(0, stream.events.length)).toEqual(stream.events.map((event) => event.id));
    });

    it('makes one next occurrence of 100 completions at once', async () => {
      const user = await ApiClient.signUp(rondo().url);
      const { createTask } = await user.data(
        'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id series { id } } } }',
        { input: { title: 'Once', due: { date: '2027-01-04' }, recurrence: { rule: 'FREQ=DAILY' } } },
      );
      const { id, series } = createTask.task;
      const answers = await Promise.all(
        Array.from({ length: 100 }, () =>
          user.data('mutation ($id: ID!) { completeTask(id: $id) { eventId task { status } } }', { id }),
        ),
      );
      expect(answers.filter(({ completeTask }) => completeTask.eventId !== null)).toHaveLength(1);
      expect(answers.every(({ completeTask }) => completeTask.task.status === 'COMPLETED')).toBe(true);
      const occurrences = async () =>
        (
          await user.data(
            'query ($id: ID!) { series(id: $id) { tasks { nodes { occurrenceKey status } totalCount } } }',
            { id: series.id },
          )
        ).series.tasks;
      const tasks = await eventually(occurrences, ({ totalCount }) => totalCount > 1);
      expect(tasks.nodes.map((task: Json) => task.status).toSorted()).toEqual(['COMPLETED', 'OPEN']);
      // Reopened and completed again, it still does not advance a second time.
      await user.data('mutation ($id: ID!) { reopenTask(id: $id) { eventId } }', { id });
      const { completeTask } = await user.data('mutation ($id: ID!) { completeTask(id: $id) { eventId } }', { id });
      await eventually(
        async () => (await user.data('{ activity(first: 100) { nodes { id } } }')).activity.nodes,
        (nodes) => nodes.some((node: Json) => node.id === completeTask.eventId),
      );
      expect((await occurrences()).totalCount).toBe(2);
    });
  });
}
