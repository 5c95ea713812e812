import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Progress } from '../../dapr/local/parts/part.ts';
import { customResources } from '../tools/crds.ts';
import type { KubernetesObject } from './client.ts';

/** Of each group, what the chart makes or its controllers look at. The rest would only make a start slower. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  'argoproj.io': ['Rollout', 'AnalysisRun', 'AnalysisTemplate', 'ClusterAnalysisTemplate', 'Experiment'],
  'dapr.io': ['Component', 'Configuration', 'Resiliency', 'Subscription', 'HTTPEndpoint'],
  'external-secrets.io': ['ExternalSecret', 'SecretStore', 'ClusterSecretStore'],
  'gateway.networking.k8s.io': ['GatewayClass', 'Gateway', 'HTTPRoute'],
  'keda.sh': ['ScaledObject', 'TriggerAuthentication'],
  'monitoring.coreos.com': ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'],
  'postgresql.cnpg.io': ['Cluster', 'Database', 'Pooler', 'ScheduledBackup'],
};

export interface ResourceDefinition extends KubernetesObject {
  spec: { group: string; names: { kind: string }; conversion?: unknown };
}

/** Custom resources that a cluster with Rondo's operators has. Throws PartUnavailable where they can't be had. */
export async function resourceDefinitions(progress: Progress): Promise<ResourceDefinition[]> {
  const directory = await customResources(progress);
  const texts = await Promise.all((await readdir(directory)).map((file) => readFile(join(directory, file), 'utf8')));
  const definitions = texts
    .flatMap((text) => parseAllDocuments(text))
    .map((document) => document.toJS() as ResourceDefinition | null)
    .filter((definition) => definition !== null)
    .filter(({ spec }) => kinds[spec?.group]?.includes(spec.names.kind));
  // Between versions some convert by a web hook of an operator, which does not run here: only the stored version is asked for.
  for (const { spec } of definitions) delete spec.conversion;
  return definitions;
}
