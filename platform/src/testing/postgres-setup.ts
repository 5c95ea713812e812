import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { type EmbeddedPostgres, startPostgres } from '../embedded/postgres.ts';
import { isAlive } from '../embedded/process-alive.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers with the address of the run's PostgreSQL, which the first question starts. */
    postgresDesk: string;
  }
}

const prefix = 'rondo-test-';

/**
 * Vitest's global setup: one PostgreSQL for a run, started by the first test file that asks for it, so that runs without
 * such a file don't pay for it. It ends with this process, however that ends.
 */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  let started: Promise<EmbeddedPostgres> | undefined;
  let directory: string | undefined;
  const start = async () => {
    await removeAbandoned();
    directory = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
    return startPostgres({ dataDir: directory, log: pino({ level: 'warn' }), lifeline: true, durable: false });
  };

  const path = `/${randomBytes(16).toString('hex')}`;
  const desk = createServer((request, response) => {
    if (request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    started ??= start();
    started.then(
      (postgres) => response.end(postgres.url),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  desk.unref();
  const address = desk.address();
  if (typeof address !== 'object' || !address) throw new Error('The desk has no port.');
  provide('postgresDesk', `http://127.0.0.1:${address.port}${path}`);

  return async () => {
    desk.close();
    const postgres = await started?.catch(() => undefined);
    await postgres?.[Symbol.asyncDispose]();
    if (directory) await rm(directory, { recursive: true, force: true });
  };
}

/** Of runs that were killed: their server ended with them, their folder did not. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}
