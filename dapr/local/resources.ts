import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dapr = fileURLToPath(new URL('../', import.meta.url));

/** Which of the alternatives in dapr/components. */
export interface Choice {
  pubsub: 'kafka' | 'redis';
  state: 'redis' | 'postgresql';
}

export interface ResourceOptions extends Choice {
  /** Is emptied and filled. */
  directory: string;
  /** The services' declared subscriptions and the cron net too. */
  services: boolean;
}

/** Lays out what a sidecar is given, from dapr/: components, resiliency and configuration. */
export async function layOut(options: ResourceOptions): Promise<{ resources: string; configuration: string }> {
  const resources = join(options.directory, 'resources');
  const configuration = join(options.directory, 'configuration.yaml');
  await rm(resources, { recursive: true, force: true });
  await mkdir(resources, { recursive: true });
  const components = [`pubsub-${options.pubsub}`, `state-${options.state}`, 'secrets-file'];
  if (options.services) components.push('job-net');
  await Promise.all(components.map((name) => cp(join(dapr, 'components', name), join(resources), { recursive: true })));
  await cp(join(dapr, 'resiliency.yaml'), join(resources, 'resiliency.yaml'));
  if (options.services) await cp(join(dapr, 'subscriptions'), join(resources), { recursive: true });
  const template = await readFile(join(dapr, 'configuration.local.yaml'), 'utf8');
  await writeFile(configuration, template.replace('__NAMES__', join(options.directory, 'names.db')));
  return { resources, configuration };
}
