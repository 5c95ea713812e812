import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';

const monitoring = new URL('../../monitoring/', import.meta.url);

export interface Alert {
  alert: string;
  expr: string;
  annotations: { summary: string; runbook_url: string };
  labels: { severity: string };
}

export interface Expression {
  /** Of which file and panel or rule. */
  where: string;
  promql: string;
}

async function readRules(): Promise<(Partial<Alert> & { record?: string; expr: string; file: string })[]> {
  const files = (await readdir(new URL('rules/', monitoring))).filter((name) => name.endsWith('.rules.yaml'));
  const all = await Promise.all(
    files.map(async (file) => {
      const { groups } = parse(await readFile(new URL(`rules/${file}`, monitoring), 'utf8')) as {
        groups: { rules: (Partial<Alert> & { record?: string; expr: string })[] }[];
      };
      return groups.flatMap(({ rules }) => rules.map((rule) => ({ ...rule, file })));
    }),
  );
  return all.flat();
}

export async function readAlerts(): Promise<Alert[]> {
  return (await readRules()).filter((rule): rule is Alert & { file: string } => rule.alert !== undefined);
}

/** Every PromQL expression of dashboards and rules, so that it has a result whether or not an alert fires. */
export async function readExpressions(): Promise<Expression[]> {
  const dashboards = await readdir(new URL('dashboards/', monitoring));
  const ofDashboards = await Promise.all(
    dashboards.map(async (file) => {
      const { panels } = JSON.parse(await readFile(new URL(`dashboards/${file}`, monitoring), 'utf8')) as {
        panels: { title: string; targets?: { expr: string }[] }[];
      };
      return panels.flatMap(({ title, targets = [] }) =>
        targets.map(({ expr }) => ({
          where: `${file}: ${title}`,
          promql: expr.replaceAll('$__rate_interval', '1m').replaceAll('$namespace', '.*'),
        })),
      );
    }),
  );
  const ofRules = (await readRules()).map(({ file, alert, record, expr }) => ({
    where: `${file}: ${alert ?? record}`,
    promql: alert === undefined ? expr : unconditional(expr),
  }));
  return [...ofDashboards.flat(), ...ofRules];
}

/** The comparisons of an alert say 0 or 1 instead of leaving out what does not fire. */
export const unconditional = (expr: string): string => expr.replaceAll(/ (>=|<=|>|<|==|!=) /g, ' $1 bool ');
