import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@rondo/platform/embedded/postgres.ts';
import pg from 'pg';
import { pino } from 'pino';
import type { Rule } from './fake-programs.ts';

const password = 'correct-horse';

export interface OwnPostgres extends AsyncDisposable {
  /** host:port it listens at. */
  readonly host: string;
  /** What kubectl would say of it, were it the cluster rondo-postgresql of CloudNativePG's. */
  readonly rules: Rule[];
}

/** A PostgreSQL of its own with a database and a user rondo, as CloudNativePG makes them: the server's roles are given passwords. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'rondo-secrets-'));
  stack.defer(() => rm(directory, { recursive: true }));
  const options = { dataDir: directory, log: pino({ level: 'silent' }), lifeline: true, durable: false };
  const { url } = stack.use(await startPostgres(options));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`alter role rondo password '${password}'`);
    await client.query('create database rondo owner rondo');
  } finally {
    await client.end();
  }
  const { hostname, port } = new URL(url);
  const rules: Rule[] = [
    { when: 'kubectl port-forward service/rondo-postgresql', stdout: `Forwarding from 127.0.0.1:${port} -> 5432\n` },
    { when: 'kubectl get secret rondo-postgresql*-app', stdout: Buffer.from(password).toString('base64') },
    { when: 'kubectl get secret database-key', code: 1, stderr: 'Error from server (NotFound)' },
    { when: 'kubectl get secret rondo --namespace kafka', stdout: Buffer.from('kafka-secret').toString('base64') },
  ];
  const moved = stack.move();
  return { host: `${hostname}:${port}`, rules, [Symbol.asyncDispose]: () => moved.disposeAsync() };
}
