import type { TestProject } from 'vitest/node';
import { type ClusterPrograms, clusterPrograms } from '../../charts/cluster/programs.ts';

declare module 'vitest' {
  interface ProvidedContext {
    clusterPrograms: ClusterPrograms;
  }
}

/** The programs are built once, which takes long, and kept. */
export default async function setup(project: TestProject): Promise<void> {
  const programs = await clusterPrograms((line) => void process.stderr.write(`${line}\n`));
  project.provide('clusterPrograms', programs);
}
