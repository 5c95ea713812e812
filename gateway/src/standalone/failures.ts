import type { FetchEnd, FetchObserver } from '../executor/dispatch.ts';

/** Lines for one subgraph are at least so far apart. */
const INTERVAL_MS = 1_000;

/**
 * Tells an operator why a subgraph's answers are missing, of which clients learn nothing: the latest reason once a second
 * for each subgraph, and how many there were since. What clients end by leaving is no failure.
 */
export function reportFailures(log: (message: string) => void): FetchObserver {
  const ends = new Map<string, FetchEnd>();
  return ({ subgraph }) => {
    let end = ends.get(subgraph);
    if (!end) {
      end = reportFailuresOf(subgraph, log);
      ends.set(subgraph, end);
    }
    return end;
  };
}

function reportFailuresOf(subgraph: string, log: (message: string) => void): FetchEnd {
  let nextAt = 0;
  let untold = 0;
  return (outcome, error) => {
    if (outcome !== 'unavailable' && outcome !== 'timeout') return;
    const now = performance.now();
    if (now < nextAt) {
      untold++;
      return;
    }
    nextAt = now + INTERVAL_MS;
    const more = untold > 0 ? ` (and ${untold} more since it was last told)` : '';
    untold = 0;
    log(`No answer of the subgraph ${subgraph}: ${error?.message ?? outcome}${more}`);
  };
}
