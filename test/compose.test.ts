import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readEnvironment } from '../dapr/service/environment.ts';
import { runnable } from '../dapr/service/run.ts';
import type { Json } from './client.ts';

/* There is no Docker where this runs: what can be told of compose.yaml without it. */

const root = new URL('../', import.meta.url);
const read = async (path: string): Promise<Json> =>
  parse((await readFile(new URL(path, root), 'utf8')).replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'), { merge: true });

const compose = await read('compose.yaml');
/** Without the digest that Renovate gives it. */
const versionOf = (service: Json): string => service.image.replace(/@.*/, '');
const services: [string, Json][] = Object.entries(compose.services);
const flag = (command: readonly string[], name: string) =>
  command.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);

describe('compose.yaml', () => {
  it.each(runnable)('has %s beside a sidecar that bears its name and shares its network', (name) => {
    const [app, sidecar] = [compose.services[name], compose.services[`${name}-dapr`]];
    expect(app.command).toEqual(['node', 'service.ts', name]);
    expect(sidecar.network_mode).toBe(`service:${name}`);
    expect(flag(sidecar.command, 'app-id')).toBe(name);
    const environment = readEnvironment(
      Object.fromEntries(Object.entries(app.environment).map(([k, v]) => [k, `${v}`])),
    );
    expect(flag(sidecar.command, 'app-port')).toBe(String(environment.appPort));
    expect(flag(sidecar.command, 'dapr-http-port')).toBe(String(environment.daprPort));
    for (const token of ['APP_API_TOKEN', 'DAPR_API_TOKEN']) {
      expect(sidecar.environment[token]).toBe(app.environment[token]);
    }
    // What `prepare` has laid out, on a volume that it and the pair have.
    for (const each of [app, sidecar, compose.services.prepare]) expect(each.volumes).toEqual(['rondo:/var/rondo']);
    expect(flag(sidecar.command, 'resources-path')).toBe('/var/rondo/resources');
    expect(flag(sidecar.command, 'config')).toBe('/var/rondo/configuration.yaml');
    for (const each of [app, sidecar]) {
      expect(each.depends_on.prepare).toEqual({ condition: 'service_completed_successfully' });
    }
  });

  it('has a sidecar for nothing else', () => {
    const sidecars = services.map(([name]) => name).filter((name) => name.endsWith('-dapr'));
    expect(sidecars.sort()).toEqual(runnable.map((name) => `${name}-dapr`).sort());
  });

  it('gives sidecars every variable that a component asks for', async () => {
    const asked: string[] = [];
    for (const path of ['pubsub-kafka/pubsub', 'state-redis/state', 'secrets-file/secrets']) {
      const { spec } = await read(`dapr/components/${path}.yaml`);
      for (const { envRef } of spec.metadata) if (envRef) asked.push(envRef);
    }
    // Of those kinds of Kafka that this is not.
    const needless = ['KAFKA_SASL_MECHANISM', 'KAFKA_USERNAME', 'KAFKA_CA_CERT', 'KAFKA_CLIENT_CERT'];
    const { environment } = compose.services['tasks-dapr'];
    expect(asked.filter((name) => environment[name] === undefined)).toEqual(needless);
  });

  it('names files that exist, volumes that are declared, and services that there are', () => {
    for (const [name, { volumes = [], build, depends_on: after = {} }] of services) {
      for (const volume of volumes as string[]) {
        const [source = ''] = volume.split(':');
        const there = source.startsWith('.') ? existsSync(new URL(source, root)) : source in compose.volumes;
        expect(there, `${name}: ${source}`).toBe(true);
      }
      if (build) expect(existsSync(new URL(build.dockerfile, root)), build.dockerfile).toBe(true);
      for (const other of Object.keys(after)) expect(compose.services, name).toHaveProperty(other);
    }
  });

  it('takes public images of a fixed version only, and listens to this machine alone', () => {
    for (const [name, { image, ports = [] }] of services) {
      expect(image, name).toMatch(/^[^:]+:(compose|v?\d+(\.\d+)+(-alpine)?)(@sha256:[0-9a-f]{64})?$/);
      expect(image, name).not.toContain('bitnami');
      for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:/);
    }
    const published = services.flatMap(([, { ports = [] }]) => (ports as string[]).map((port) => port.split(':')[1]));
    expect(new Set(published).size).toBe(published.length);
  });

  it('runs the versions that the stack on one machine does', async () => {
    const [modules, pom] = await Promise.all(
      ['dapr/local/daprd/go.mod', 'dapr/local/kafka/pom.xml'].map((path) => readFile(new URL(path, root), 'utf8')),
    );
    const dapr = /github\.com\/dapr\/dapr v(\S+)/.exec(modules ?? '')?.[1];
    const kafka = /<kafka\.version>(.*)<\/kafka\.version>/.exec(pom ?? '')?.[1];
    const sidecars = runnable.map((name) => compose.services[`${name}-dapr`]);
    expect(new Set(sidecars.map(versionOf))).toEqual(new Set([`daprio/daprd:${dapr}`]));
    expect(versionOf(compose.services.scheduler)).toBe(`daprio/scheduler:${dapr}`);
    expect(versionOf(compose.services.kafka)).toBe(`apache/kafka:${kafka}`);
    const nodes = await Promise.all(
      ['Dockerfile', 'dapr/compose/Dockerfile'].map(
        async (path) => /^FROM .*\b(node:[^@\s]+)/m.exec(await readFile(new URL(path, root), 'utf8'))?.[1],
      ),
    );
    expect(nodes[0]).toMatch(/^node:24\.\d+\.\d+-/);
    expect(nodes[1]).toBe(nodes[0]);
  });

  it('has sidecars alike, with the limits of the stack on one machine', async () => {
    const source = await readFile(new URL('dapr/local/parts/sidecar.ts', root), 'utf8');
    const commandOf = (name: string) =>
      (compose.services[`${name}-dapr`].command as string[]).map((each) => each.replace(`=${name}`, '=NAME'));
    for (const name of runnable) expect(commandOf(name)).toEqual(commandOf('tasks'));
    for (const limit of ['dapr-graceful-shutdown-seconds', 'max-body-size']) {
      expect(source).toContain(`'--${limit}=${flag(commandOf('tasks'), limit)}'`);
    }
  });

  it('sets no variable that nobody reads', async () => {
    const readers = [
      ...['dapr/service/environment.ts', 'dapr/prepare.ts', 'platform/src/telemetry/telemetry.ts'],
      ...['platform/src/dapr/kafka.ts', 'gateway/src/settings.ts', 'subgraphs/assistant/src/settings.ts'],
      ...['pubsub-kafka/pubsub', 'state-redis/state', 'secrets-file/secrets'].map(
        (name) => `dapr/components/${name}.yaml`,
      ),
    ];
    const texts = await Promise.all(readers.map((path) => readFile(new URL(path, root), 'utf8')));
    const set = new Set([...runnable, 'prepare'].flatMap((name) => Object.keys(compose.services[name].environment)));
    const unread = [...set].filter((name) => !texts.some((text) => new RegExp(`\\b${name}\\b`).test(text)));
    expect(unread).toEqual([]);
  });

  it('keeps what Kafka, Redis and PostgreSQL have on volumes, where their images put it', () => {
    const mounted = (name: string) => compose.services[name].volumes[0].split(':')[1];
    // Neither is the image's default where variables are given, so that `docker compose down` would lose what was acknowledged.
    expect(compose.services.kafka.environment.KAFKA_LOG_DIRS).toBe(mounted('kafka'));
    expect(flag(compose.services.scheduler.command, 'etcd-data-dir')).toBe(mounted('scheduler'));
    expect(mounted('redis')).toBe('/data');
    // Since PostgreSQL 18 the directory above that of the version.
    expect(mounted('postgres')).toBe('/var/lib/postgresql');
  });

  it('builds its image as that of a cluster is built, web client included, with what `prepare` runs besides', async () => {
    const [own, cluster, ignored, ignoredThere] = await Promise.all(
      ['dapr/compose/Dockerfile', 'Dockerfile', 'dapr/compose/Dockerfile.dockerignore', '.dockerignore'].map((path) =>
        readFile(new URL(path, root), 'utf8'),
      ),
    );
    const assembled = 'npm ci --ignore-scripts --no-audit --no-fund && node charts/image/assemble.ts /image';
    for (const dockerfile of [own, cluster]) expect(dockerfile).toContain(assembled);
    const kept = /cp -r (.*) \/image\/dapr\/$/m.exec(own ?? '')?.[1]?.split(' ') ?? [];
    expect(kept).toContain('dapr/prepare.ts');
    for (const path of kept) expect(existsSync(new URL(path, root)), path).toBe(true);
    // The client is told to be current by its sources: a test among them would have it built anew, without what builds it.
    for (const text of [ignored, ignoredThere])
      expect(text?.split('\n')).toEqual(expect.arrayContaining(['**/*.test.ts', '**/*.test.tsx']));
  });

  it('has Prometheus ask every pair for the numbers of both, and Grafana Prometheus', async () => {
    const { scrape_configs: jobs } = await read('dapr/compose/prometheus.yaml');
    const targetsOf = (job: string) =>
      jobs.find(({ job_name: name }: Json) => name === job).static_configs[0].targets.sort();
    const { METRICS_PORT: port } = compose.services.tasks.environment;
    expect(targetsOf('rondo')).toEqual(runnable.map((name) => `${name}:${port}`).sort());
    const { command } = compose.services['tasks-dapr'];
    expect(targetsOf('dapr')).toEqual(runnable.map((name) => `${name}:${flag(command, 'metrics-port')}`).sort());
    const { datasources } = await read('dapr/compose/grafana-datasources.yaml');
    for (const { url } of datasources) expect(compose.services).toHaveProperty(new URL(url).hostname);
  });
});
