import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { type ClientLibrary, changeIn, codesOf, isRecord, operations, type Variables } from './client.ts';

const run = promisify(execFile);

/** curl, as the README shows it; subscriptions as server-sent events with `-N`. */
export const curl: ClientLibrary = {
  name: 'curl',
  connect(url, token) {
    const request = (query: string, variables: Variables = {}) => [
      '-s',
      url,
      '-H',
      'content-type: application/json',
      '-H',
      `authorization: Bearer ${token}`,
      '-d',
      JSON.stringify({ query, variables }),
    ];
    return {
      async execute(operation, variables) {
        const { stdout } = await run('curl', request(operations[operation], variables));
        const { data, errors } = record(JSON.parse(stdout));
        return { data, codes: codesOf(errors) };
      },
      subscribe(variables, listener) {
        const child = spawn('curl', [
          '-N',
          '-H',
          'accept: text/event-stream',
          ...request(operations.changes, variables),
        ]);
        let text = '';
        child.stdout.on('data', (chunk) => {
          text += chunk;
          const blocks = text.split('\n\n');
          text = blocks.pop() ?? '';
          for (const block of blocks) {
            const json = /^data: (.+)$/m.exec(block)?.[1];
            if (json === undefined) continue;
            const { data, errors } = record(JSON.parse(json));
            if (errors) listener.failed(codesOf(errors));
            else listener.heard(changeIn(data));
          }
        });
        return () => child.kill();
      },
      close: () => {},
    };
  },
};

function record(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw new Error(`expected a GraphQL response, got ${JSON.stringify(value)}`);
  return value;
}
