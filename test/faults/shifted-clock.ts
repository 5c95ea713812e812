/**
 * Preloaded by `--import` into the processes of a world of faults, and of that alone: the file that FAULTS_CLOCK names says by how many
 * milliseconds the process's clock is wrong. What counts time without a date (timers, performance.now) goes on as it was, as
 * it does where a machine's clock is set.
 */
import { readFileSync } from 'node:fs';

const file = process.env.FAULTS_CLOCK;
const lookEveryMs = 50;

if (file) {
  const Real = Date;
  let shiftMs = 0;
  const look = () => {
    const text = readFileSync(file, 'utf8');
    // Empty for as long as it is being written.
    if (text !== '') shiftMs = Number(text);
  };
  look();
  setInterval(look, lookEveryMs).unref();
  const now = () => Real.now() + shiftMs;
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new Real(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}
