import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { DaprBinaries } from '../../dapr/local/parts/daprd.ts';
import { startInfrastructure } from '../../dapr/local/parts/infrastructure.ts';

/** What of the stack is shared by all tests of a run. */
export interface SharedStack {
  dapr: DaprBinaries;
  brokers: string;
  redis: string;
  scheduler: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    stack: SharedStack;
  }
}

/** Kafka, Redis and the scheduler run once for all tests of a run; sidecars are each test's own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'rondo-stack-'));
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const infrastructure = await startInfrastructure(directory, process.env, say);
  for (const { name, version, from, address } of infrastructure.parts) say(`${name} ${version}, ${from}, ${address}`);
  project.provide('stack', {
    dapr: infrastructure.dapr,
    brokers: infrastructure.brokers,
    redis: infrastructure.redis,
    scheduler: infrastructure.scheduler.address,
  });
  return async () => {
    await infrastructure[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  };
}
