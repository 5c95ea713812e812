import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that a tick of /proc has: USER_HZ is 100 on every Linux. */
const tickMs = 10;

/** What is left of a process's processor time in /proc: its own, that of the children it has waited for, and its parent. */
interface Stat {
  readonly parent: number;
  readonly ms: number;
  readonly ofEndedMs: number;
}

export interface Part {
  readonly pid: number;
  /** Of PostgreSQL: its sessions are processes of their own. */
  readonly withChildren?: boolean;
}

/** Milliseconds of processor time that each part has used so far. Nothing where there is no /proc. */
async function processorTimes(parts: ReadonlyMap<string, Part>): Promise<Map<string, number>> {
  const stats = new Map<number, Stat>();
  for (const pid of await readdir('/proc').catch(() => [])) {
    const stat = /^\d+$/.test(pid) ? await readStat(Number(pid)) : null;
    if (stat) stats.set(Number(pid), stat);
  }
  const times = new Map<string, number>();
  for (const [name, { pid, withChildren }] of parts) {
    const own = stats.get(pid);
    if (!own) continue;
    if (!withChildren) {
      times.set(name, own.ms);
      continue;
    }
    const children = [...stats.values()].filter(({ parent }) => parent === pid);
    times.set(
      name,
      children.reduce((sum, { ms }) => sum + ms, own.ms + own.ofEndedMs),
    );
  }
  return times;
}

/** proc(5): of `/proc/PID/stat` the fields 4 (parent) and 14 to 17 (utime, stime, cutime, cstime). */
async function readStat(pid: number): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  // The name before it may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = (n: number) => Number(fields[n - 3]);
  return { parent: ticks(4), ms: (ticks(14) + ticks(15)) * tickMs, ofEndedMs: (ticks(16) + ticks(17)) * tickMs };
}

/** What `work` costs each part for one of `count`, most first, beyond what it uses when there is nothing to do: it is looked at for `idleSeconds` before. */
export async function costOf<T>(
  parts: ReadonlyMap<string, Part>,
  { count, idleSeconds }: { count: number; idleSeconds: number },
  work: () => Promise<T>,
): Promise<{ result: T; msEach: Record<string, number> }> {
  const [idleFrom, idleBefore] = [performance.now(), await processorTimes(parts)];
  await delay(idleSeconds * 1_000);
  const [from, before] = [performance.now(), await processorTimes(parts)];
  const result = await work();
  const [to, after] = [performance.now(), await processorTimes(parts)];
  const costs = [...after].map(([name, ms]) => {
    const begun = before.get(name) ?? 0;
    const idle = (begun - (idleBefore.get(name) ?? 0)) / (from - idleFrom);
    return [name, (ms - begun - idle * (to - from)) / count] as const;
  });
  return { result, msEach: Object.fromEntries(costs.toSorted(([, a], [, b]) => b - a)) };
}
