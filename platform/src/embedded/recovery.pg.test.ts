import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEvents, quickRetry, Recorder, TailRecorder } from '../conformance/fixture.ts';
import { RondoError } from '../errors.ts';
import { testLog } from '../testing/platform.ts';
import { until } from '../testing/until.ts';
import { type EmbeddedPlatform, openEmbeddedPlatform } from './platform.ts';

describe('the embedded platform, when its database dies', () => {
  let dataDir: string;
  let platform: EmbeddedPlatform;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'rondo-platform-'));
    platform = await openEmbeddedPlatform({ dataDir, services: [], log: testLog });
  });

  afterAll(async () => {
    await platform?.[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('loses nothing of what was acknowledged, dead-letters nothing, and works again in seconds', {
    timeout: 60_000,
  }, async () => {
    const topic = 'events';
    const recorder = new Recorder(async () => {
      // What a service's handler does: it needs the database, which is away for a while.
      await platform.state.set('used', true);
    });
    await platform.subscribe({ group: 'group', topic, handle: recorder.handle, retry: quickRetry(3) });
    const reader = new TailRecorder();
    await platform.tail(reader.options(topic, 'head'));
    const called: number[] = [];
    await platform.onJob('service', 'job', async () => void called.push(Date.now()));

    const refusals: unknown[] = [];
    const acknowledged = makeEvents(200, ['ann', 'bob', 'cat']);
    let kills = 0;
    for (const [n, event] of acknowledged.entries()) {
      if (n === 60 || n === 140) {
        const pid = Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
        process.kill(pid, n === 60 ? 'SIGQUIT' : 'SIGKILL');
        kills++;
      }
      await until(
        'it is acknowledged',
        () =>
          platform.publish(topic, [event]).then(
            () => true,
            (error) => {
              refusals.push(error);
              return false;
            },
          ),
        20_000,
      );
    }
    await platform.schedule('service', 'job', new Date());
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.every((error) => error instanceof RondoError && error.code === 'UNAVAILABLE')).toBe(true);
    await recorder.waitFor(acknowledged);
    await reader.waitFor(acknowledged);
    await until('the job was called', () => called.length > 0);
    expect(kills).toBe(2);
    expect(await platform.deadLetters.list(topic)).toEqual([]);
    expect(reader.errors).toEqual([]);
  });
});
