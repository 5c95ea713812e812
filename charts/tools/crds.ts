import { copyFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hashOf, keep } from '../../dapr/local/parts/kept.ts';
import type { Progress } from '../../dapr/local/parts/part.ts';
import { goSource } from './go.ts';

/** Whose API the chart is for. */
const kubernetes = 'k8s.io/kubernetes@v1.36.3';

/** Custom resources that the chart makes, and where their definitions are in the Go modules of those who read them. */
const definitions = [
  { module: 'github.com/dapr/dapr@v1.16.0', folder: 'charts/dapr/crds' },
  { module: 'github.com/argoproj/argo-rollouts@v1.9.2', folder: 'manifests/crds' },
  { module: 'github.com/kedacore/keda/v2@v2.17.2', folder: 'config/crd/bases' },
  { module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0', folder: 'example/prometheus-operator-crd' },
  { module: 'github.com/external-secrets/external-secrets@v0.19.2', folder: 'config/crds/bases' },
  { module: 'github.com/cloudnative-pg/cloudnative-pg@v1.28.0', folder: 'config/crd/bases' },
  { module: 'github.com/cloudnative-pg/plugin-barman-cloud@v0.15.0', folder: 'config/crd/bases' },
  { module: 'sigs.k8s.io/gateway-api@v1.6.1', folder: 'config/crd/standard' },
] as const;

/** The OpenAPI description of Kubernetes' own resources: the path of its swagger.json. Throws PartUnavailable. */
export async function kubernetesApi(progress: Progress): Promise<string> {
  const directory = await keep({
    name: "Kubernetes' API description",
    at: `kubernetes-api-${hashOf(kubernetes)}`,
    takes: 'half a minute',
    make: async (unfinished) => {
      const source = await goSource(kubernetes);
      await copyFile(join(source, 'api', 'openapi-spec', 'swagger.json'), join(unfinished, 'swagger.json'));
    },
    progress,
  });
  return join(directory, 'swagger.json');
}

/** A directory of YAML files, each one CustomResourceDefinition that the chart's resources need. Throws PartUnavailable. */
export async function customResources(progress: Progress): Promise<string> {
  return keep({
    name: 'definitions of custom resources',
    at: `crds-${hashOf(JSON.stringify(definitions))}`,
    takes: 'half a minute',
    make: async (unfinished) => {
      for (const { module, folder } of definitions) {
        const source = join(await goSource(module), folder);
        const files = (await readdir(source)).filter((file) => file.endsWith('.yaml') && !/^kustomiz/.test(file));
        const from = basename(module.replace(/(\/v\d+)?@.*/, ''));
        for (const file of files) await copyFile(join(source, file), join(unfinished, `${from}_${file}`));
      }
    },
    progress,
  });
}
