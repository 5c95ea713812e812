/**
 * `npm start`, from the command to the first answered query: at the first start, and again on data that is there; and its
 * memory once it is idle. No peer: the bounds are 3 s and 350 MB.
 */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient } from '../test/client.ts';
import { RondoProcess } from '../test/rondo-process.ts';
import { printTable, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

/** Long enough for what starts up to settle, for connection pools to let go of what they do not need. */
const idleMs = 15_000;

export async function run({ quick }: BenchOptions): Promise<void> {
  const rounds = quick ? 2 : 7;
  const first: number[] = [];
  const again: number[] = [];
  let memory = { node: 0, postgres: 0 };
  for (let round = 1; round <= rounds; round++) {
    process.stdout.write(`round ${round} of ${rounds}\n`);
    let began = performance.now();
    await using rondo = await RondoProcess.start();
    await answered(rondo);
    first.push(performance.now() - began);
    await rondo.end('SIGTERM');
    began = performance.now();
    await rondo.start();
    await answered(rondo);
    again.push(performance.now() - began);
    if (round === rounds) {
      await delay(quick ? 1_000 : idleMs);
      memory = await memoryOf(rondo.pid);
    }
  }
  const results = { firstStartMs: spreadOf(first), laterStartMs: spreadOf(again), idleMegabytes: memory };
  printTable([
    { what: 'first start to first answer, ms', ...rounded(results.firstStartMs), bound: '' },
    { what: 'later start to first answer, ms', ...rounded(results.laterStartMs), bound: 3_000 },
    { what: 'idle, Node.js, MB resident', median: memory.node, min: '', max: '', bound: 350 },
    { what: 'idle, PostgreSQL, MB proportional', median: memory.postgres, min: '', max: '', bound: '' },
  ]);
  if (!quick) await writeResults('start', results);
}

async function answered(rondo: RondoProcess): Promise<void> {
  await new ApiClient(rondo.url, null).data('{ viewer { id } }');
}

/**
 * Resident memory of the Node.js process, and the proportional memory (PSS: shared pages counted once) of the
 * PostgreSQL processes below it, in MB. Linux only.
 */
async function memoryOf(pid: number): Promise<{ node: number; postgres: number }> {
  const children = (await allProcesses()).filter(({ command }) => command === 'postgres');
  const own = new Set([pid]);
  let postgres = 0;
  for (const { pid: child, parent } of children) {
    if (own.has(parent)) own.add(child);
    if (own.has(child)) postgres += await kilobytes(child, 'smaps_rollup', 'Pss');
  }
  return {
    node: Math.round((await kilobytes(pid, 'status', 'VmRSS')) / 1_000),
    postgres: Math.round(postgres / 1_000),
  };
}

async function allProcesses(): Promise<{ pid: number; parent: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const [, command = '', parent = '0'] = /^\d+ \((.*)\) \S (\d+)/.exec(text) ?? [];
      return { pid, parent: Number(parent), command };
    }),
  );
  return found.sort((a, b) => a.pid - b.pid);
}

async function kilobytes(pid: number, file: string, field: string): Promise<number> {
  const text = await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
}

function rounded({ median, min, max }: { median: number; min: number; max: number }) {
  return { median: Math.round(median), min: Math.round(min), max: Math.round(max) };
}
