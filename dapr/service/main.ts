/** What `node service.ts NAME` does; see there. */
import { EnvironmentError, readEnvironment } from './environment.ts';
import { MIGRATE, migrateServices } from './migrate.ts';
import { isRunnable, run, runnable } from './run.ts';

/** What has not ended by then is left to others: events come again, requests are refused. */
const longestStopMs = 15_000;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stop.abort();
    setTimeout(() => process.exit(1), longestStopMs).unref();
  });
}

try {
  const name = process.argv[2] ?? '';
  if (name === MIGRATE) {
    await migrateServices(process.env);
  } else if (isRunnable(name)) {
    await using _ = await run(name, readEnvironment(process.env), stop.signal);
    if (!stop.signal.aborted) await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
  } else {
    throw new EnvironmentError(`node service.ts NAME: expected one of ${[...runnable, MIGRATE].join(', ')}.`);
  }
} catch (error) {
  const wasStarting = stop.signal.aborted && error instanceof Error && error.name === 'AbortError';
  if (!wasStarting) {
    const expected = error instanceof EnvironmentError;
    process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}
