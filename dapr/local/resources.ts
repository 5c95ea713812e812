import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dapr = fileURLToPath(new URL('../', import.meta.url));

/** Which of the alternatives in dapr/components. */
export interface Choice {
  pubsub: 'kafka' | 'redis';
  state: 'redis' | 'postgresql';
  /** The file where absent. */
  secrets?: 'file' | 'kubernetes';
}

export interface ResourceOptions extends Choice {
  /** Is emptied and filled. */
  directory: string;
  /** The services' declared subscriptions and the cron net too. */
  services: boolean;
  /** host:port of an OTLP collector (gRPC) that sidecars send traces to; none are sent where absent. */
  traces?: string;
}

/** Lays out what a sidecar is given, from dapr/: components, resiliency and configuration. */
export async function layOut(options: ResourceOptions): Promise<{ resources: string; configuration: string }> {
  const resources = join(options.directory, 'resources');
  const configuration = join(options.directory, 'configuration.yaml');
  await rm(resources, { recursive: true, force: true });
  await mkdir(resources, { recursive: true });
  const components = [`pubsub-${options.pubsub}`, `state-${options.state}`, `secrets-${options.secrets ?? 'file'}`];
  if (options.services) components.push('job-net');
  await Promise.all(components.map((name) => cp(join(dapr, 'components', name), join(resources), { recursive: true })));
  await cp(join(dapr, 'resiliency.yaml'), join(resources, 'resiliency.yaml'));
  if (options.services) await cp(join(dapr, 'subscriptions'), join(resources), { recursive: true });
  const template = await readFile(join(dapr, 'configuration.local.yaml'), 'utf8');
  const named = template.replace('__NAMES__', join(options.directory, 'names.db'));
  await writeFile(configuration, options.traces ? `${named.trimEnd()}\n${tracing(options.traces)}` : named);
  return { resources, configuration };
}

/** The last lines of a configuration's `spec`. A caller's decision is kept; what begins here is traced. */
const tracing = (endpoint: string) => `  tracing:
    samplingRate: "1"
    otel:
      endpointAddress: ${endpoint}
      protocol: grpc
      isSecure: false
`;
