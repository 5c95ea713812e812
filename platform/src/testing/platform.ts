import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type EmbeddedPlatform, type EmbeddedPlatformOptions, openEmbeddedPlatform } from '../embedded/platform.ts';
import { randomKey } from '../embedded/secrets.ts';
import { createTestDatabase } from './postgres.ts';

export interface TestPlatform extends AsyncDisposable {
  /** The one that is open now. */
  readonly platform: EmbeddedPlatform;
  /** Of the superuser, to the platform's database. */
  readonly url: string;
  /** Closes the platform and opens another on the same database, as a restart does. */
  reopen(): Promise<EmbeddedPlatform>;
  /** Opens one more beside it, as a second process would. */
  openAnother(): Promise<EmbeddedPlatform>;
}

/** The log of tests: set RONDO_TEST_LOG to a level to see it. */
export const testLog = pino({ level: process.env.RONDO_TEST_LOG ?? 'silent' });

/** Roles are the whole server's, so that all databases of a run must give them the same passwords. */
const databaseKey = 'the same for all tests';

/** An embedded platform on a database of its own. Disposing of it throws where a connection was left open. */
export async function openTestPlatform(
  options: Partial<Omit<EmbeddedPlatformOptions, 'url' | 'dataDir'>> = {},
): Promise<TestPlatform> {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await createTestDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), `rondo-test-${process.pid}-`));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const open = () =>
    openEmbeddedPlatform({
      services: [],
      log: testLog,
      ...options,
      generators: { 'principal-signing-key': randomKey, ...options.generators },
      env: { RONDO_SECRET_DATABASE_KEY: databaseKey, ...options.env },
      dataDir,
      url,
    });
  let platform = await open();
  const others = stack.use(new AsyncDisposableStack());
  const opened = stack.move();
  return {
    url,
    get platform() {
      return platform;
    },
    async reopen() {
      await platform[Symbol.asyncDispose]();
      platform = await open();
      return platform;
    },
    async openAnother() {
      return others.use(await open());
    },
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]();
      await opened.disposeAsync();
    },
  };
}
