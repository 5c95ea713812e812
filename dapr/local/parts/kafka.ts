import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheDirectory, findProgram, type Part, PartUnavailable, type Progress } from './part.ts';
import { freePorts, LocalProcess } from './process.ts';

const run = promisify(execFile);
const pom = fileURLToPath(new URL('../kafka/pom.xml', import.meta.url));

export interface LocalKafka extends AsyncDisposable {
  readonly part: Part;
  readonly brokers: string;
  readonly process: LocalProcess | null;
  /** Starts it again on its data and port after its process was ended. */
  restart(): Promise<void>;
}

/**
 * Java compiles with its first compiler only. In the first minutes, which are all that most of these brokers live, the second one took
 * 40 % of Kafka's processor time (7.4 of 17.5 s), from services on the same cores; what it makes faster later is little beside them.
 */
const quickJava = '-XX:TieredStopAtLevel=1';

/** Its programs by name, each as a command line. */
interface Distribution {
  from: string;
  format: readonly [string, ...string[]];
  serve: readonly [string, ...string[]];
}

export interface KafkaOptions {
  directory: string;
  progress: Progress;
  /** How clients are to speak to it; PLAINTEXT where absent. */
  protocol?: 'PLAINTEXT' | 'SASL_PLAINTEXT' | 'SASL_SSL';
  /** Lines of server.properties that come after ours and win. */
  properties?: Readonly<Record<string, string>>;
  /** Users for SCRAM, as StorageTool's `--add-scram` has them. */
  scram?: readonly string[];
  /** For clients and for controllers, where they are to be known beforehand. */
  ports?: readonly [clients: number, controllers: number];
}

/** One broker, which is its own controller (KRaft), with its log in `directory`. */
export async function startKafka(options: KafkaOptions): Promise<LocalKafka> {
  const { directory } = options;
  const distribution = await findKafka(options.progress);
  const [port = 0, controller = 0] = options.ports ?? (await freePorts(2));
  const properties = join(directory, 'server.properties');
  await mkdir(directory, { recursive: true });
  await writeFile(
    properties,
    render({
      ...serverProperties([port, controller], join(directory, 'log'), options.protocol ?? 'PLAINTEXT'),
      ...options.properties,
    }),
  );
  if (!(await exists(join(directory, 'log', 'meta.properties')))) {
    const [command, ...args] = distribution.format;
    const scram = (options.scram ?? []).flatMap((user) => ['--add-scram', user]);
    // Any id will do: there is one cluster in the directory.
    await run(command, [...args, 'format', '-t', 'cm9uZG8tcm9uZG8tcm9uZA', '-c', properties, ...scram]);
  }
  const start = async () => {
    const [command, ...args] = distribution.serve;
    const process = await LocalProcess.start({
      name: 'kafka',
      command,
      args: [...args, properties],
      env: { KAFKA_HEAP_OPTS: `-Xmx512m -Xms256m ${quickJava}` },
      logFile: join(directory, 'kafka.log'),
      stopMs: 30_000,
    });
    try {
      await process.until(() => listens(port), 60_000);
    } catch (error) {
      await process[Symbol.asyncDispose]();
      throw error;
    }
    return process;
  };
  let running = await start();
  const brokers = `127.0.0.1:${port}`;
  return {
    part: { name: 'kafka', version: await version(), from: distribution.from, address: brokers },
    brokers,
    get process() {
      return running;
    },
    async restart() {
      await running[Symbol.asyncDispose]();
      running = await start();
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

function serverProperties(
  [port, controller]: [port: number, controller: number],
  log: string,
  protocol: string,
): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `${protocol}://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `${protocol}://127.0.0.1:${port}`,
    'inter.broker.listener.name': protocol,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': `${protocol}:${protocol},CONTROLLER:PLAINTEXT`,
    'log.dirs': log,
    // Topics are made by `npm run topics`: one that a typing error makes would never be read.
    'auto.create.topics.enable': 'false',
    // One broker can't keep three copies, nor need its own topics many partitions.
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    // A group's first member need not wait 3 s for others.
    'group.initial.rebalance.delay.ms': '0',
  };
}

async function findKafka(progress: Progress): Promise<Distribution> {
  for (const suffix of ['.sh', '']) {
    const [serve, format] = await Promise.all([
      findProgram(`kafka-server-start${suffix}`),
      findProgram(`kafka-storage${suffix}`),
    ]);
    if (serve && format) return { from: `PATH (${dirname(serve)})`, serve: [serve], format: [format] };
  }
  const java = await findProgram('java');
  const wanted =
    'Install Kafka 4 (https://kafka.apache.org), or Java 17 and Maven to have it fetched, or set KAFKA_BROKERS.';
  if (!java) throw new PartUnavailable(`Kafka is not on PATH, and there is no Java to run it. ${wanted}`);
  const libraries = await fetchLibraries(progress, wanted);
  const classPath = ['-cp', `${libraries}/*`];
  const options = ['-Xmx512m', '-XX:+UseSerialGC', quickJava, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];
  return {
    from: `Maven (${libraries})`,
    format: [java, ...classPath, 'kafka.tools.StorageTool'],
    serve: [java, ...options, ...classPath, 'kafka.Kafka'],
  };
}

async function fetchLibraries(progress: Progress, wanted: string): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 16);
  const directory = join(cacheDirectory, `kafka-${hash}`);
  const libraries = join(directory, 'libs');
  if (await exists(libraries)) return libraries;
  const maven = await findProgram('mvn');
  if (!maven) throw new PartUnavailable(`Kafka is not on PATH, and there is no Maven to fetch it. ${wanted}`);
  progress('fetching Kafka by Maven: about 54 MB');
  const unfinished = `${libraries}.${process.pid}`;
  try {
    await mkdir(directory, { recursive: true });
    await run(maven, ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`]);
    await rename(unfinished, libraries);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const output = (error as { stdout?: string }).stdout ?? String(error);
    throw new PartUnavailable(`Kafka could not be fetched by ${maven}:\n${output.slice(-2_000)}`, { cause: error });
  }
  return libraries;
}

async function version(): Promise<string> {
  const text = await readFile(pom, 'utf8');
  return /<kafka.version>(.*)<\/kafka.version>/.exec(text)?.[1] ?? '';
}

const render = (properties: Readonly<Record<string, string>>) =>
  Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');

/** Whether somebody accepts connections there. */
export async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('connect', () => socket.destroy()).on('error', () => resolve(false));
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
