/** Reads the settings, starts, greets, and stops on Ctrl-C. */
import { AlreadyRunning } from '@rondo/platform/embedded/postgres.ts';
import { ConfigurationError, readConfiguration, usage } from './configuration.ts';
import { resetData } from './reset.ts';
import { type Rondo, startRondo } from './rondo.ts';
import { greet } from './welcome.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** What has not ended by then is left behind; the next start finds it. */
const longestStopMs = 9_000;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stop.abort();
    setTimeout(() => process.exit(1), longestStopMs).unref();
  });
}

try {
  const configuration = readConfiguration(process.argv.slice(2), process.env);
  if (configuration === 'help') {
    say(usage);
  } else {
    if (configuration.reset) await resetData(configuration.dataDirectory, say);
    await using rondo: Rondo = await startRondo(configuration, say);
    if (!stop.signal.aborted) {
      greet(configuration, rondo, say);
      await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
    }
    say('Stopping …');
  }
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigurationError || error instanceof AlreadyRunning) return error.message;
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Stop what listens there, or choose another port with --port.`;
  }
  return error.stack ?? error.message;
}
