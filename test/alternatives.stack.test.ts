import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeEvent, makeEvents, Recorder } from '@rondo/platform/conformance/fixture.ts';
import { startPostgres } from '@rondo/platform/embedded/postgres.ts';
import { StateConflict } from '@rondo/platform/platform.ts';
import { testLog } from '@rondo/platform/testing/platform.ts';
import { describe, expect, inject, it } from 'vitest';
import { TestSidecar } from './stack/sidecar.ts';

/* The same code on other components: nothing but the YAML that a sidecar is given differs. */

describe('events on Redis in place of Kafka', () => {
  it('reach their group, again where its handler failed, and unchanged', async () => {
    await using sidecar = await TestSidecar.start({ stack: inject('stack'), appId: 'on-redis', pubsub: 'redis' });
    const topic = await sidecar.newTopic();
    let failures = 0;
    const failing = makeEvent('ключ', { text: 'a "quoted" \\ 👩‍👩‍👧\n' });
    const recorder = new Recorder(async ({ id }) => {
      if (id === failing.id && failures++ < 2) throw new Error('not yet');
    });
    await using _ = await sidecar.subscribe({
      group: 'group',
      topic,
      handle: recorder.handle,
      retry: { attempts: 5, delayMs: 5, maxDelayMs: 20 },
    });
    const events = [failing, ...makeEvents(50, ['ann', 'bob', 'cat'])];
    await sidecar.platform.publish(topic, events);
    await recorder.waitFor(events);
    expect(recorder.times(failing)).toBe(3);
    expect(recorder.events.find(({ id }) => id === failing.id)).toEqual(failing);
  });
});

describe('state in PostgreSQL in place of Redis', () => {
  it('keeps values, etags and times to live', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rondo-state-'));
    await using stack = new AsyncDisposableStack();
    stack.defer(() => rm(directory, { recursive: true, force: true }));
    const postgres = stack.use(
      await startPostgres({ dataDir: directory, log: testLog, lifeline: true, durable: false }),
    );
    const sidecar = stack.use(
      await TestSidecar.start({
        stack: inject('stack'),
        appId: 'on-postgresql',
        state: 'postgresql',
        secrets: { 'state-database-url': postgres.url },
      }),
    );
    const { state } = sidecar.platform;
    await state.set('key', { list: [1, 'ä', null] }, { etag: null });
    await expect(state.set('key', 2, { etag: null })).rejects.toBeInstanceOf(StateConflict);
    const first = await state.get('key');
    expect(first?.value).toEqual({ list: [1, 'ä', null] });
    await state.set('key', 2, { etag: first?.etag });
    await expect(state.set('key', 3, { etag: first?.etag })).rejects.toBeInstanceOf(StateConflict);
    await expect(state.delete('key', { etag: first?.etag })).rejects.toBeInstanceOf(StateConflict);
    await state.set('key', 4, { ttlSeconds: 60 });
    expect((await state.get('key'))?.value).toBe(4);
    await state.delete('key');
    expect(await state.get('key')).toBeNull();
  });
});
