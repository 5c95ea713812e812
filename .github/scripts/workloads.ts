import { setTimeout as delay } from 'node:timers/promises';
import { output } from './command.ts';

interface Workload {
  kind: string;
  metadata: { name: string; generation: number };
  spec: { replicas?: number };
  status?: {
    /** Argo Rollouts writes a text. */
    observedGeneration?: number | string;
    replicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    conditions?: { type: string; reason?: string; message?: string }[];
    phase?: string;
    message?: string;
  };
}

export interface Waiting {
  namespace: string;
  timeoutMs: number;
  pollMs: number;
}

/**
 * Resolves once every Deployment and every canary of Rondo runs what it is to run. Throws at once where one has failed or its
 * canary was aborted, and after the time with what was still under way. (Helm's own --wait knows nothing of a canary's steps.)
 */
export async function settle({ namespace, timeoutMs, pollMs }: Waiting): Promise<void> {
  const kinds = await output('kubectl', ['api-resources', '--api-group=argoproj.io', '--output=name']);
  const resources = ['deployments.apps', ...(kinds.includes('rollouts.argoproj.io') ? ['rollouts.argoproj.io'] : [])];
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await output('kubectl', [
      ...['get', resources.join(','), '--namespace', namespace, '--selector', 'app.kubernetes.io/part-of=rondo'],
      ...['--output', 'json'],
    ]);
    const { items } = JSON.parse(answer) as { items: Workload[] };
    for (const item of items) {
      const fault = faultOf(item);
      if (fault) throw new Error(`${item.kind} ${item.metadata.name}: ${fault}`);
    }
    const unsettled = items.filter((item) => !isSettled(item)).map(({ metadata }) => metadata.name);
    if (items.length > 0 && unsettled.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(
        `After ${timeoutMs / 1000} s still under way: ${unsettled.join(', ') || 'everything, as nothing is there'}`,
      );
    }
    await delay(pollMs);
  }
}

function isSettled({ kind, metadata, spec, status = {} }: Workload): boolean {
  if (Number(status.observedGeneration ?? 0) < metadata.generation) return false;
  if (kind === 'Rollout') return status.phase === 'Healthy';
  const replicas = spec.replicas ?? 1;
  return [status.replicas, status.updatedReplicas, status.availableReplicas].every((count = 0) => count === replicas);
}

function faultOf({ kind, metadata, status = {} }: Workload): string | null {
  if (Number(status.observedGeneration ?? 0) < metadata.generation) return null;
  if (kind === 'Rollout')
    return status.phase === 'Degraded' ? `the canary was aborted: ${status.message ?? 'no reason given'}` : null;
  const late = status.conditions?.find(({ reason }) => reason === 'ProgressDeadlineExceeded');
  return late ? (late.message ?? 'did not become ready in time') : null;
}
