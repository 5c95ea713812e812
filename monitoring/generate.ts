/**
 * `npm run monitoring` writes monitoring/dashboards and the rules of the objectives from monitoring/source, and copies what the chart
 * ships into charts/rondo/files, as a chart can hold nothing from outside its folder; `-- --check` fails where they are not current.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { dashboards } from './source/dashboards.ts';
import { objectiveRules } from './source/objectives.ts';
import { toGrafana } from './source/panel.ts';

const root = new URL('../', import.meta.url);
const header = '# Made from monitoring/source/objectives.ts by `npm run monitoring`; change it there.\n';

/** What is to be in each file, by its path. */
async function render(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const ship = (path: string, text: string) => files.set(`charts/rondo/files/${path}`, text);
  const rules = header + stringify(objectiveRules(), { lineWidth: 0 });
  files.set('monitoring/rules/objectives.rules.yaml', rules);
  ship('rules/objectives.rules.yaml', rules);
  for (const name of await readdir(new URL('monitoring/rules/', root))) {
    if (!name.endsWith('.rules.yaml') || name === 'objectives.rules.yaml') continue;
    ship(`rules/${name}`, await readFile(new URL(`monitoring/rules/${name}`, root), 'utf8'));
  }
  for (const [name, dashboard] of Object.entries(dashboards)) {
    const grafana = toGrafana(dashboard);
    files.set(`monitoring/dashboards/${name}.json`, `${JSON.stringify(grafana, null, 1)}\n`);
    // Without white space: a release's values and files are to fit in one Secret.
    ship(`dashboards/${name}.json`, `${JSON.stringify(grafana)}\n`);
  }
  return files;
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const files = await render();
const stale: string[] = [];
for (const [path, text] of files) {
  const found = await readFile(new URL(path, root), 'utf8').catch(() => null);
  if (found === text) continue;
  stale.push(path);
  if (values.check) continue;
  const file = new URL(path, root);
  await mkdir(dirname(file.pathname), { recursive: true });
  await writeFile(file, text);
}
if (values.check && stale.length > 0) {
  process.stderr.write(`Not current: ${stale.join(', ')}. Run npm run monitoring.\n`);
  process.exitCode = 1;
} else if (!values.check) {
  process.stdout.write(`monitoring: ${stale.length} of ${files.size} files written.\n`);
}
