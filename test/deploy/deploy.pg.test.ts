import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valuesOf, withDigest } from '../../.github/scripts/stages.ts';
import { RondoProcess } from '../rondo-process.ts';
import { FakePrograms, type Ran, type Rule } from './fake-programs.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = join(root, '.github/scripts/deploy.ts');

const history: Rule = {
  when: 'helm history',
  stdout: JSON.stringify([
    { revision: 3, status: 'superseded' },
    { revision: 4, status: 'deployed' },
    { revision: 5, status: 'failed' },
  ]),
};
const withRollouts: Rule = {
  when: 'kubectl api-resources',
  stdout: 'analysistemplates.argoproj.io\nrollouts.argoproj.io\n',
};

/** What the cluster says of its workloads: a Deployment and a canary. */
function workloads(change: { available?: number; phase?: string; condition?: string; observed?: number } = {}): string {
  const { available = 2, phase = 'Healthy', condition, observed = 2 } = change;
  const conditions = condition
    ? [{ type: 'Progressing', reason: condition, message: 'ReplicaSet has timed out.' }]
    : [];
  const counts = { replicas: 2, updatedReplicas: 2, availableReplicas: available };
  return JSON.stringify({
    items: [
      {
        kind: 'Deployment',
        metadata: { name: 'tasks', generation: 2 },
        spec: { replicas: 2 },
        status: { observedGeneration: observed, ...counts, conditions },
      },
      {
        kind: 'Rollout',
        metadata: { name: 'gateway', generation: 2 },
        spec: { replicas: 2 },
        status: { observedGeneration: '2', phase, message: 'metric "error-ratio" assessed Failed' },
      },
    ],
  });
}
const settled: Rule = { when: 'kubectl get', stdout: workloads() };

describe('a deployment', { timeout: 90_000 }, () => {
  let directory: string;
  let programs: FakePrograms;
  let rondo: RondoProcess;
  const nobody = 'http://127.0.0.1:9';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rondo-deploy-'));
    for (const part of ['environments', 'clouds', 'kafka']) {
      await cp(join(root, 'charts', part), join(directory, 'charts', part), { recursive: true });
    }
    const file = join(directory, valuesOf('staging'));
    await writeFile(file, withDigest(await readFile(file, 'utf8'), `sha256:${'a'.repeat(64)}`));
    programs = await FakePrograms.make(['helm', 'kubectl']);
    rondo = await RondoProcess.start();
  }, 90_000);

  afterAll(async () => {
    await rondo?.[Symbol.asyncDispose]();
    await programs[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  async function deploy(rules: Rule[], url = rondo.url, args: string[] = []): Promise<Ran> {
    await programs.answer(rules);
    return programs.run(
      process.execPath,
      [
        ...[script, 'staging', '--cloud', 'gke', '--kafka', 'strimzi', '--url', url],
        ...['--poll-seconds', '0.05', '--timeout-seconds', '2', ...args],
      ],
      { cwd: directory },
    );
  }
  const helmCalls = async (): Promise<string[]> =>
    (await programs.calls())
      .filter((call) => call.startsWith('helm '))
      .map((call) => call.split(' ').slice(0, 4).join(' '));

  it('upgrades with the values in their order, waits for canaries as well, and passes the smoke test', async () => {
    const ran = await deploy([history, withRollouts, settled]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/Revision 4 serves\.[\s\S]*event: ok[\s\S]*Deployed\.\n$/);
    const [upgrade] = (await programs.calls()).filter((call) => call.startsWith('helm upgrade'));
    expect(upgrade).toBe(
      'helm upgrade --install rondo charts/rondo --namespace rondo --values charts/kafka/strimzi.yaml ' +
        '--values charts/clouds/gke.yaml --values charts/environments/staging.yaml --timeout 2s',
    );
    expect((await programs.calls()).find((call) => call.startsWith('kubectl get'))).toContain(
      'deployments.apps,rollouts.argoproj.io --namespace rondo --selector app.kubernetes.io/part-of=rondo',
    );
  });

  it('waits while pods are replaced, and asks for no canaries where the cluster knows none', async () => {
    const starting: Rule = { when: 'kubectl get', stdout: workloads({ available: 1 }) };
    const unseen: Rule = { when: 'kubectl get', stdout: workloads({ observed: 1 }), from: 2 };
    const ran = await deploy([history, starting, unseen, { ...settled, from: 3 }], rondo.url, [
      '--timeout-seconds',
      '30',
    ]);
    expect(ran).toMatchObject({ code: 0 });
    const asked = (await programs.calls()).filter((call) => call.startsWith('kubectl get'));
    expect(asked).toHaveLength(3);
    expect(asked.join()).not.toContain('rollouts');
  });

  it.each<[string, Rule[], RegExp]>([
    [
      'a migration fails',
      [
        {
          when: 'helm upgrade',
          code: 1,
          stderr: 'Error: UPGRADE FAILED: pre-upgrade hooks failed: job rondo-migrations failed',
        },
      ],
      /job rondo-migrations failed/,
    ],
    [
      'the canary is aborted',
      [{ when: 'kubectl get', stdout: workloads({ phase: 'Degraded' }) }],
      /Rollout gateway: the canary was aborted: metric "error-ratio" assessed Failed/,
    ],
    [
      'pods do not become ready',
      [{ when: 'kubectl get', stdout: workloads({ available: 1, condition: 'ProgressDeadlineExceeded' }) }],
      /Deployment tasks: ReplicaSet has timed out/,
    ],
    [
      'nothing settles in time',
      [{ when: 'kubectl get', stdout: workloads({ phase: 'Paused' }) }],
      /After 2 s still under way: gateway/,
    ],
  ])('goes back to the revision that served where %s', async (_what, rules, reason) => {
    // After the rollback all is as it was.
    const afterwards: Rule = { ...settled, from: rules[0]?.when === 'kubectl get' ? 2 : 1 };
    const timesOut = reason.source.includes('After');
    const ran = await deploy([history, withRollouts, settled, ...rules, ...(timesOut ? [] : [afterwards])]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(reason);
    expect(await helmCalls()).toEqual([
      'helm history rondo --namespace',
      'helm upgrade --install rondo',
      'helm rollback rondo 4',
    ]);
    expect(ran.stderr).toContain(timesOut ? 'see to it at once' : 'Rolled back to revision 4, which works.');
  });

  it('goes back where the smoke test fails, and says so loudly where the old version does not work either', async () => {
    const ran = await deploy([history, settled], nobody);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/Smoke test: health: FAILED/);
    expect(ran.stderr).toMatch(/The rollback to revision 4 failed too, see to it at once: Smoke test/);
    expect(await helmCalls()).toContain('helm rollback rondo 4');
  });

  it('has nothing to go back to at the first installation', async () => {
    const ran = await deploy([{ when: 'helm history', code: 1, stderr: 'Error: release: not found' }, settled], nobody);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('there is nothing to roll back to');
    expect((await helmCalls()).some((call) => call.includes('rollback'))).toBe(false);
  });

  it('changes nothing where the cluster does not answer, or where it is called wrongly', async () => {
    const away = await deploy([{ when: 'helm history', code: 1, stderr: 'Error: Kubernetes cluster unreachable' }]);
    expect(away.stderr).toContain('cluster unreachable');
    expect(await helmCalls()).toEqual(['helm history rondo --namespace']);
    const unpromoted = await programs.run(process.execPath, [script, 'prod', '--url', nobody], { cwd: directory });
    expect(unpromoted.stderr).toContain('prod.yaml: image.digest: expected the digest of a promoted image');
    const misspelt = await deploy([], rondo.url, ['--cloud', 'gek']);
    expect(misspelt.stderr).toContain('charts/clouds/gek.yaml: expected a file of values');
    expect(await programs.calls()).toEqual([]);
  });
});
