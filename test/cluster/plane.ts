import { inject } from 'vitest';
import { ControlPlane } from '../../charts/cluster/control-plane.ts';
import type { NodeSize } from '../../charts/cluster/nodes.ts';

/** A control plane of a test file's own, of the programs that the run has built. */
export const startPlane = (): Promise<ControlPlane> =>
  ControlPlane.start(inject('clusterPrograms'), (line) => void process.stderr.write(`${line}\n`));

/** Room for everything, where it is not what is tested. */
export const roomy: NodeSize = {
  cpu: '8',
  memory: '32Gi',
  ephemeralStorage: '100Gi',
  pods: 110,
  architecture: 'amd64',
};
