import type { Progress } from '../../dapr/local/parts/part.ts';
import { goProgram } from '../tools/go.ts';
import { type Combination, chart, combinations, valuesOf } from './combinations.ts';
import { run } from './program.ts';
import { parseResources, type Resource } from './resources.ts';

export interface Rendering {
  combination: Combination;
  text: string;
  resources: readonly Resource[];
}

/** A release's namespace; configurations of Dapr name it. */
const release = ['rondo', chart, '--namespace', 'rondo'];

/** What Helm makes of the chart in each combination that makes sense. */
export async function renderAll(progress: Progress): Promise<Rendering[]> {
  const helm = await goProgram('helm', progress);
  const waiting = [...combinations];
  const rendered: Rendering[] = [];
  const worker = async () => {
    for (let combination = waiting.shift(); combination; combination = waiting.shift()) {
      const text = await run([helm], ['template', ...release, ...valuesOf(combination)]).catch((error: Error) => {
        throw new Error(`${combination?.name}: ${error.message}`, { cause: error });
      });
      rendered.push({ combination, text, resources: parseResources(text) });
    }
  };
  await Promise.all([worker(), worker()]);
  return rendered;
}
