/** A process for relay.pg.test.ts to stop and go on: relays an outbox to its standard output, an id a line. */
import { writeSync } from 'node:fs';
import { pino } from 'pino';
import { openDatabase } from '../database/database.ts';
import { startRelay } from './relay.ts';

const [service = '', url = '', idleTimeoutMs = ''] = process.argv.slice(2);
const log = pino({ level: 'silent' });
const database = await openDatabase({ service, url, migrationUrl: url, entities: [], migrations: [], log });
await startRelay({
  service,
  database,
  log,
  idleTimeoutMs: Number(idleTimeoutMs),
  publish: async (_topic, events) => {
    for (const { id } of events) writeSync(1, `${id}\n`);
  },
});
