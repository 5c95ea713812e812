import type { Progress } from '../../dapr/local/parts/part.ts';
import { goModule, goProgram } from '../tools/go.ts';

/** The programs of a cluster without machines, by their paths. */
export interface ClusterPrograms {
  /** etcd, kwok and Kubernetes' own: its first argument says which of them it is to be. */
  controlPlane: string;
  /** Argo Rollouts' controller. */
  rollouts: string;
  helm: string;
}

const source = new URL('programs/', import.meta.url);

/** Clients read the version as that of the API; the compiler knows nothing of it. */
const version = { gitVersion: 'v1.36.3', gitMajor: '1', gitMinor: '36' };

/**
 * Builds what is not there yet, one after the other, since they share most of their packages. Throws PartUnavailable where there is
 * no Go.
 */
export async function clusterPrograms(progress: Progress): Promise<ClusterPrograms> {
  const controlPlane = await goModule(
    {
      name: 'kubernetes',
      source,
      linkerFlags: Object.entries(version)
        .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
        .join(' '),
      takes: '10 to 20 minutes',
    },
    progress,
  );
  const rollouts = await goModule(
    {
      name: 'rollouts-controller',
      source,
      package: 'github.com/argoproj/argo-rollouts/cmd/rollouts-controller',
      takes: '1 to 3 minutes',
    },
    progress,
  );
  return { controlPlane, rollouts, helm: await goProgram('helm', progress) };
}
