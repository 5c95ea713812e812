/**
 * `node dapr/rotate.ts KEY [--data-dir DIR]`: replaces a signing key of `npm run stack` while it runs, refusing nothing. On Kubernetes
 * write the same three values into the Secret, with the same waits between them (README).
 */
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import { secretsFileOf } from './local/secrets-file.ts';
import { rotateKey } from './rotation.ts';

/** Sidecars load the store again within a second or two; a service remembers a value for 5 s. */
const seenAfterMs = 15_000;
/** A signed principal is good for 120 s. */
const believedMs = 120_000;

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { 'data-dir': { type: 'string', default: '.rondo/stack' } },
  });
  const [name] = positionals;
  if (name !== PRINCIPAL_KEY) throw new Error(`node dapr/rotate.ts ${PRINCIPAL_KEY} [--data-dir DIR]`);
  await rotateKey({
    keeper: secretsFileOf(resolve(values['data-dir'])),
    name,
    seenAfterMs,
    believedMs,
    wait: delay,
    say: (line) => process.stdout.write(`${line}\n`),
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
