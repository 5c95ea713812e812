import { join } from 'node:path';
import { type LocalKafka, startKafka } from './kafka.ts';
import type { Progress } from './part.ts';
import { freePorts } from './process.ts';

export interface LocalKafkaCluster extends AsyncDisposable {
  /** Of all of them, with commas between. */
  readonly brokers: string;
  readonly nodes: readonly LocalKafka[];
}

/** Three brokers, each a controller too: what is acknowledged is on two of them, so that one may be away. */
export async function startKafkaCluster(directory: string, progress: Progress): Promise<LocalKafkaCluster> {
  await using stack = new AsyncDisposableStack();
  const ids = [1, 2, 3] as const;
  const ports = await freePorts(2 * ids.length);
  const portsOf = (id: number): [number, number] => [ports[2 * id - 2] ?? 0, ports[2 * id - 1] ?? 0];
  const properties = {
    'controller.quorum.voters': ids.map((id) => `${id}@127.0.0.1:${portsOf(id)[1]}`).join(),
    'default.replication.factor': '3',
    'min.insync.replicas': '2',
    'offsets.topic.replication.factor': '3',
    // A broker that was killed is missed after this: its partitions have no leader until then.
    'broker.session.timeout.ms': '6000',
  };
  // Together: one alone has no quorum, and waits.
  const started = await Promise.allSettled(
    ids.map((id) =>
      startKafka({
        directory: join(directory, `node-${id}`),
        progress,
        ports: portsOf(id),
        properties: { ...properties, 'node.id': String(id) },
      }),
    ),
  );
  const nodes = started.flatMap((result) => (result.status === 'fulfilled' ? [stack.use(result.value)] : []));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  const running = stack.move();
  return {
    brokers: nodes.map(({ brokers }) => brokers).join(),
    nodes,
    // Together as well: the last one would wait for a quorum to hand its leadership to.
    [Symbol.asyncDispose]: async () => {
      await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()));
      await running.disposeAsync();
    },
  };
}
