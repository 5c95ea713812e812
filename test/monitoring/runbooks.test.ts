import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readAlerts } from './expressions.ts';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url);
const guide = await readFile(new URL('docs/operations.md', root), 'utf8');

it('every alert leads to its section of the runbook, and there is no section of an alert that has gone', async () => {
  const alerts = await readAlerts();
  const sections = [...guide.matchAll(/^### (Rondo\w+)$/gm)].map(([, name]) => name);
  expect(sections.toSorted()).toEqual([...new Set(alerts.map(({ alert }) => alert))].toSorted());
  for (const { alert, annotations } of alerts) {
    // As GitHub makes a heading's anchor.
    expect(annotations.runbook_url).toMatch(new RegExp(`/docs/operations\\.md#${alert.toLowerCase()}$`));
    expect(annotations.summary).not.toBe('');
  }
});

it.each(['What it means', 'First look', 'What to do'])('every runbook says: %s', (part) => {
  const runbooks = guide.split(/^### (?=Rondo)/m).slice(1);
  for (const runbook of runbooks) expect(runbook.split(/^#/m)[0]).toContain(`**${part}.**`);
});

it('dashboards, rules and what the chart ships of them are current', async () => {
  await run(process.execPath, ['monitoring/generate.ts', '--check'], { cwd: root });
});
