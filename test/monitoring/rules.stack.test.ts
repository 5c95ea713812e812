import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readAlerts } from './expressions.ts';

const run = promisify(execFile);
const rules = new URL('../../monitoring/rules/', import.meta.url);

it('each alert fires in its fault and is silent where all is well, says promtool', async () => {
  const tests = (await readdir(rules)).filter((name) => name.endsWith('.test.yaml'));
  const { stdout } = await run('promtool', ['test', 'rules', ...tests], { cwd: rules });
  expect(stdout.match(/SUCCESS/g)).toHaveLength(tests.length);
  const { stdout: checked } = await run(
    'promtool',
    ['check', 'rules', 'symptoms.rules.yaml', 'objectives.rules.yaml'],
    {
      cwd: rules,
    },
  );
  const [symptoms, objectives] = [...checked.matchAll(/(\d+) rules found/g)].map(([, count]) => Number(count));
  // Recording rules besides.
  expect((symptoms ?? 0) + (objectives ?? 0)).toBeGreaterThan((await readAlerts()).length);
});
