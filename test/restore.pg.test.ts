import { cp, rename } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ApiClient, eventually } from './client.ts';
import { RondoProcess } from './rondo-process.ts';

const createTask = 'mutation ($title: String!) { createTask(input: { title: $title }) { eventId } }';
const titles = '{ tasks(first: 50) { nodes { title } } }';

/* The procedure of docs/operations.md for `npm start`: a copy of the data directory, made while Rondo is stopped. */
it('a copy of the data directory brings back what was at its time: accounts, tasks and new changes work, and a cursor from afterwards is refused, not silent', {
  timeout: 120_000,
}, async () => {
  await using rondo = await RondoProcess.start();
  const user = await ApiClient.signUp(rondo.url);
  await user.data(createTask, { title: 'Before the backup' });
  const cursorBefore = (await user.data('{ streamCursor }')).streamCursor;
  await rondo.end('SIGTERM');
  const backup = `${rondo.dataDirectory}.backup`;
  await cp(rondo.dataDirectory, backup, { recursive: true, preserveTimestamps: true });

  await rondo.start();
  for (const title of ['Lost', 'Lost as well']) await user.data(createTask, { title });
  const cursorAfter = (await user.data('{ streamCursor }')).streamCursor;
  await rondo.end('SIGTERM');

  await rename(rondo.dataDirectory, `${rondo.dataDirectory}.broken`);
  await rename(backup, rondo.dataDirectory);
  await rondo.start();

  // The session is of the backup too, and so are the keys that it was signed with.
  const nodes = async () => (await user.data(titles)).tasks.nodes.map(({ title }: { title: string }) => title);
  expect(await nodes()).toEqual(['Before the backup']);
  const changes = 'subscription ($after: String) { changes(after: $after) { id } }';
  await using late = user.subscribe(changes, { after: cursorAfter });
  await late.ended.catch(() => undefined);
  expect(late.errors.map(({ extensions }) => extensions.code)).toEqual(['CURSOR_EXPIRED']);

  await using resumed = user.subscribe(changes, { after: cursorBefore });
  const { eventId } = (await user.data(createTask, { title: 'After the restore' })).createTask;
  await resumed.event(({ id }) => id === eventId, 15_000);
  await eventually(nodes, (found) => found.length === 2);
  // Everything that follows a change does so again.
  await eventually(
    () => user.data('{ activity(first: 10) { nodes { id } } }').then(({ activity }) => activity.nodes.length),
    (entries) => entries >= 2,
    15_000,
  );
});
