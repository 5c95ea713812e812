/** One of the checks of `npm run check:charts`. */
export interface Check {
  name: string;
  /** Resolves with what was checked, in a few words and with counts; throws an Error that says all faults. */
  run(): Promise<string>;
}

/** A machine has two processors at least, and most checks are one program that takes one. */
const atATime = 2;

/**
 * Runs all, two at a time, each with one line when it ends, in the order in which they end. Returns how many failed: a check whose
 * tool can't be had has failed.
 */
export async function runChecks(checks: readonly Check[], say: (line: string) => void): Promise<number> {
  const waiting = [...checks];
  let failed = 0;
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const started = Date.now();
      const seconds = () => `${((Date.now() - started) / 1_000).toFixed(1)} s`;
      try {
        const checked = await check.run();
        say(`passed  ${check.name}: ${checked} (${seconds()})`);
      } catch (error) {
        failed += 1;
        const message = error instanceof Error ? error.message : String(error);
        say(`FAILED  ${check.name} (${seconds()})\n${message.replaceAll(/^/gm, '        ')}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  say(`\n${checks.length - failed} passed, ${failed} failed`);
  return failed;
}

/** Throws one Error of all faults, where there are any. */
export function throwFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(faults.join('\n'));
}
