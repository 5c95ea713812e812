import { findProgram, PartUnavailable } from '../../dapr/local/parts/part.ts';

/** promtool, from PATH. Building it would take longer than all other tools together. Throws PartUnavailable. */
export async function promtool(): Promise<string> {
  const found = await findProgram('promtool');
  if (!found) {
    throw new PartUnavailable(
      'promtool is not on PATH. Install it: `apt-get install --no-install-recommends prometheus`, or Prometheus 2.42 or newer.',
    );
  }
  return found;
}
