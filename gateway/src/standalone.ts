/** Serves any supergraph, without accounts: `node gateway/src/standalone.ts --supergraph FILE --port N --open`. */
import { readOptions, USAGE } from './standalone/options.ts';
import { startStandalone } from './standalone/server.ts';

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n\n${USAGE}\n`);
  process.exit(2);
}

const gateway = await startStandalone({
  ...options,
  log: (message) => process.stderr.write(`${message}\n`),
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
process.stdout.write(`Serving ${options.supergraph} at ${gateway.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await gateway[Symbol.asyncDispose]();
    process.exit(0);
  });
