/**
 * The fixture subgraphs, a process of their own. An answer is computed once for each request body and then given from
 * memory, so that the gateway is what is measured.
 *
 * Arguments: a port for each subgraph, in the order of the graph.
 */
import { createServer } from 'node:net';
import { type GraphQLSchema, graphql } from 'graphql';
import { subgraphSchemas } from './graph.ts';
import { readMessages } from './http1.ts';

const counts: Record<string, number> = {};
let port = Number(process.argv[2]);
for (const [name, schema] of subgraphSchemas()) {
  counts[name] = 0;
  serve(name, schema, port++);
}

// Calls so far, by subgraph: to see what a gateway does for one operation.
createServer((socket) => readMessages(socket, () => socket.write(response(JSON.stringify(counts))))).listen(
  port,
  '127.0.0.1',
  () => process.send?.('ready'),
);

function serve(name: string, schema: GraphQLSchema, at: number): void {
  const answers = new Map<string, Buffer>();
  createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    readMessages(socket, ({ body }) => {
      counts[name] = (counts[name] ?? 0) + 1;
      const key = body.toString('latin1');
      const known = answers.get(key);
      if (known) {
        socket.write(known);
        return;
      }
      void answer(schema, body).then((made) => {
        answers.set(key, made);
        socket.write(made);
      });
    });
  }).listen(at, '127.0.0.1');
}

async function answer(schema: GraphQLSchema, body: Buffer): Promise<Buffer> {
  const { query, variables, operationName } = JSON.parse(body.toString('utf8'));
  return response(JSON.stringify(await graphql({ schema, source: query, variableValues: variables, operationName })));
}

function response(json: string): Buffer {
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
}
