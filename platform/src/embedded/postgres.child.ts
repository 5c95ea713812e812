/** A process for postgres.pg.test.ts to kill: opens the folder that it is given, tells so on a line, and waits. */
import { writeSync } from 'node:fs';
import { pino } from 'pino';
import { startPostgres } from './postgres.ts';

const tell = (message: object): void => void writeSync(1, `${JSON.stringify(message)}\n`);

const [dataDir = '', onEnd = 'dispose'] = process.argv.slice(2);
try {
  const postgres = await startPostgres({
    dataDir,
    log: pino({ level: 'silent' }),
    progress: (line) => tell({ progress: line }),
  });
  tell({ url: postgres.url, port: postgres.port, attached: postgres.attached });
  process.stdin.once('end', async () => {
    if (onEnd === 'exit') process.exit(0);
    await postgres[Symbol.asyncDispose]();
    tell({ stopped: true });
  });
  process.stdin.resume();
} catch (error) {
  tell({ error: error instanceof Error ? error.name : '', message: String(error) });
  process.exitCode = 1;
}
