import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { Observers } from '../../dapr/local/observe/observe.ts';
import { table } from '../../dapr/local/table.ts';

afterEach(() => vi.unstubAllEnvs());

it('what cannot be had to watch the stack is a line that says how to get it, and stops nothing', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'rondo-observe-'));
  vi.stubEnv('PATH', directory);
  await using observers = new Observers(directory, () => undefined);
  await observers.watch([]);
  const lines = table(observers.parts).split('\n');
  expect(lines[1]).toMatch(/^prometheus .*not there: .*apt-get install prometheus/);
  expect(lines[2]).toMatch(/^grafana .*not there: .*grafana\.com/);
  await rm(directory, { recursive: true });
});
