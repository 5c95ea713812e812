/**
 * The limit of a fan-out: a graphql-ws server over ws, set up as its documentation says, with events handed over in
 * memory. No log, no cursors, no accounts. Argument: port.
 */
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { PubSub } from 'graphql-subscriptions';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { answerParent, clockNow, type ServerCommand, usageOf } from './protocol.ts';

const [, , port = ''] = process.argv;
const schema = buildSchema(`
  type Query { ok: Boolean }
  type Subscription { changes(after: String): Change! }
  interface Change { id: ID! cursor: String! }
  type TaskChange implements Change { id: ID! cursor: String! task: Task }
  type Task { id: ID! title: String! description: String! }`);

const eventEmitter = new EventEmitter().setMaxListeners(0);
const pubsub = new PubSub({ eventEmitter });
const subscription = schema.getSubscriptionType()?.getFields().changes;
if (!subscription) throw new Error('expected the subscription');
subscription.subscribe = (_root, _args, { user }: { user: string }) => pubsub.asyncIterableIterator(user);

const server = createServer((_request, response) => response.end());
useServer(
  {
    schema,
    context: ({ connectionParams }) => ({ user: String(connectionParams?.authorization).replace('Bearer ', '') }),
  },
  new WebSocketServer({ server, path: '/graphql' }),
);
server.listen({ host: '127.0.0.1', port: Number(port), backlog: 4_096 });

answerParent<ServerCommand>(async (command) => {
  if (command.do === 'usage') return usageOf(command, 0);
  for (let number = 0; number < command.count; number++)
    for (const user of command.users) await pubsub.publish(user, { changes: changeOf(`${command.title}-${number}`) });
  return null;
});

/** As long as Rondo's. */
function changeOf(title: string) {
  const id = crypto.randomUUID();
  const task = { id: `task_${id}`, title, description: String(clockNow()) };
  return { __typename: 'TaskChange', id: `event_${id}`, cursor: 'x'.repeat(32), task };
}

process.once('SIGTERM', () => process.exit(0));
