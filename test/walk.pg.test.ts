import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { RondoProcess } from './rondo-process.ts';
import { describeWalk } from './walk.ts';

/* `npm start`'s process. */

let rondo: RondoProcess;

beforeAll(async () => {
  rondo = await RondoProcess.start();
}, 60_000);
afterAll(() => rondo[Symbol.asyncDispose](), 30_000);

describeWalk(() => ({ url: rondo.url, mailDirectory: join(rondo.dataDirectory, 'mail') }));
