import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEPLOYMENT_PREDICATE } from '../../.github/scripts/attestations.ts';
import { readDigest, stages, valuesOf, withDigest } from '../../.github/scripts/stages.ts';
import { FakePrograms, type Ran, type Rule, runProgram } from './fake-programs.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = join(root, '.github/scripts/promote.ts');
const digest = `sha256:${'a'.repeat(64)}`;
const other = `sha256:${'b'.repeat(64)}`;
const sha = 'c'.repeat(40);

describe('a digest in values', () => {
  it.each(stages)('is written to those of %s and read again, with all else as it was', async (stage) => {
    const values = await readFile(join(root, valuesOf(stage)), 'utf8');
    const promoted = withDigest(values, digest);
    expect(readDigest(promoted, stage)).toBe(digest);
    expect(readDigest(withDigest(promoted, other), stage)).toBe(other);
    const without = (text: string): string[] =>
      text.split('\n').filter((line) => !/image:|digest:/.test(line) && line !== '');
    expect(without(promoted)).toEqual(without(values));
  });

  it.each([
    ['a: 1\n', `a: 1\nimage: { digest: ${digest} }\n`],
    ['image: { digest: "" }\n', `image: { digest: ${digest} }\n`],
    ['image: { tag: x }\n', `image: { digest: ${digest}, tag: x }\n`],
    ['image:\n  tag: x\nb: 2\n', `image:\n  digest: ${digest}\n  tag: x\nb: 2\n`],
    [`image:\n  tag: x\n  digest: ${other} # old\n`, `image:\n  tag: x\n  digest: ${digest} # old\n`],
    ['redis:\n  digest: mine\n', `redis:\n  digest: mine\nimage: { digest: ${digest} }\n`],
  ])('goes where the image is: %j', (values, expected) => {
    expect(withDigest(values, digest)).toBe(expected);
    expect(readDigest(expected, 'x')).toBe(digest);
  });

  it('that is none is refused by name, so that a tag never passes for one', () => {
    expect(() => readDigest('image: { digest: latest }\n', 'dev.yaml')).toThrow(
      /dev\.yaml: image\.digest: .*found latest/,
    );
  });
});

/** GitHub's answers about a stage that runs `digest`, as its REST API gives them. */
interface Recorded {
  state: string;
  place: string;
  runs: string;
}
const good: Recorded = { state: 'success', place: 'behind', runs: digest };

/** An attestation as `cosign verify-attestation` prints it: a DSSE envelope a line. */
function attested(stage: string, change: { digest?: string; smokeTest?: string } = {}): string {
  const statement = {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: DEPLOYMENT_PREDICATE,
    subject: [{ name: 'ghcr.io/rondo/rondo', digest: { sha256: (change.digest ?? digest).slice(7) } }],
    predicate: { stage, smokeTest: change.smokeTest ?? 'passed' },
  };
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  return `${JSON.stringify({ payloadType: 'application/vnd.in-toto+json', payload, signatures: [] })}\n`;
}

describe('promotion', () => {
  let programs: FakePrograms;
  let directory: string;
  let server: Server;
  let recorded: Recorded | null;
  let asked: string[];

  beforeAll(async () => {
    programs = await FakePrograms.make(['gh', 'cosign']);
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://github');
      asked.push(`${request.headers.authorization} ${url.pathname}${url.search}`);
      const answer = answerOf(url);
      response
        .writeHead(answer === undefined ? 404 : 200)
        .end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await programs[Symbol.asyncDispose]();
    server.close();
    await rm(directory, { recursive: true, force: true });
  });

  beforeEach(async () => {
    if (directory) await rm(directory, { recursive: true });
    directory = await mkdtemp(join(tmpdir(), 'rondo-promotion-'));
    await mkdir(join(directory, 'charts'));
    await cp(join(root, 'charts/environments'), join(directory, 'charts/environments'), { recursive: true });
    recorded = good;
    asked = [];
    await set('dev', digest);
  });

  function answerOf(url: URL): unknown {
    const path = url.pathname.replace('/repos/rondo/rondo', '');
    if (path === '/deployments') {
      const stage = url.searchParams.get('environment');
      const record = { id: 7, sha, environment: stage };
      return recorded ? [record] : [];
    }
    if (path === '/deployments/7/statuses') return [{ state: recorded?.state }];
    if (path === `/compare/main...${sha}`) return { status: recorded?.place };
    if (path.startsWith('/contents/charts/environments/') && url.searchParams.get('ref') === sha) {
      return `telemetry: { traceRatio: 1 }\nimage: { digest: ${recorded?.runs} }\n`;
    }
    return undefined;
  }

  const file = (stage: (typeof stages)[number]): string => join(directory, valuesOf(stage));
  const read = async (stage: (typeof stages)[number]) => readDigest(await readFile(file(stage), 'utf8'), stage);
  async function set(stage: (typeof stages)[number], value: string): Promise<void> {
    await writeFile(file(stage), withDigest(await readFile(file(stage), 'utf8'), value));
  }

  async function promote(args: string[], rules: Rule[]): Promise<Ran> {
    await programs.answer(rules);
    const { port } = server.address() as AddressInfo;
    return programs.run(process.execPath, [script, ...args], {
      cwd: directory,
      env: {
        GITHUB_REPOSITORY: 'rondo/rondo',
        GITHUB_TOKEN: 'gh-token',
        GITHUB_API_URL: `http://127.0.0.1:${port}`,
        IMAGE: 'ghcr.io/rondo/rondo',
      },
    });
  }

  const ranInDev: Rule = { when: 'cosign verify-attestation', stdout: attested('dev') };

  it('copies what dev runs to staging, after asking for the proof that it was built by a release and worked there', async () => {
    const ran = await promote(['--to', 'staging'], [ranInDev]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(await read('staging')).toBe(digest);
    const calls = await programs.calls();
    const [build] = calls.filter((call) => call.startsWith('gh '));
    expect(build).toContain(`attestation verify oci://ghcr.io/rondo/rondo@${digest} --repo rondo/rondo`);
    expect(build).toContain('release\\.yaml@refs/tags/v[0-9]');
    const [deployment] = calls.filter((call) => call.startsWith('cosign '));
    expect(deployment).toContain(
      '--certificate-identity https://github.com/rondo/rondo/.github/workflows/deploy.yaml@refs/heads/main',
    );
    expect(deployment).toContain(`ghcr.io/rondo/rondo@${digest}`);
    expect(asked[0]).toBe('Bearer gh-token /repos/rondo/rondo/deployments?environment=dev&per_page=1');
    expect(calls.join()).not.toContain('gh-token');
  });

  it('takes a release to dev by its digest, for which nothing has to have run before', async () => {
    expect(await promote(['--to', 'dev', '--digest', other], [])).toMatchObject({ code: 0 });
    expect(await read('dev')).toBe(other);
    expect(asked).toEqual([]);
  });

  it.each<[string, Rule[], Partial<Recorded> | null, RegExp]>([
    [
      'is not attested',
      [ranInDev, { when: 'gh attestation', code: 1, stderr: 'HTTP 404' }],
      {},
      /not attested.*HTTP 404/,
    ],
    [
      'never ran anywhere',
      [{ when: 'cosign', code: 1, stderr: 'no matching attestations' }],
      {},
      /no signed record.*no matching/,
    ],
    [
      'ran in another stage only',
      [{ when: 'cosign', stdout: attested('prod') }],
      {},
      /records of it are of prod, none of dev/,
    ],
    [
      'failed its smoke test',
      [{ when: 'cosign', stdout: attested('dev', { smokeTest: 'failed' }) }],
      {},
      /none of dev/,
    ],
    ['has the record of another', [{ when: 'cosign', stdout: attested('dev', { digest: other }) }], {}, /other images/],
    ['was rolled back since', [ranInDev], { state: 'failure' }, /last deployment to dev is failure/],
    ['is just being deployed', [ranInDev], { state: 'in_progress' }, /is in_progress, not success/],
    ['has been replaced there', [ranInDev], { runs: other }, new RegExp(`dev runs ${other}`)],
    ['was deployed from a branch', [ranInDev], { place: 'diverged' }, /not on main/],
    ['was never deployed', [ranInDev], null, /nothing was ever deployed to dev/],
  ])('refuses a digest that %s, and writes nothing', async (_why, rules, change, reason) => {
    recorded = change && { ...good, ...change };
    const before = await readFile(file('staging'), 'utf8');
    const ran = await promote(['--to', 'staging'], rules);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`Refused: ${digest} may not run in staging:`);
    expect(ran.stderr).toMatch(reason);
    expect(await readFile(file('staging'), 'utf8')).toBe(before);
  });

  it('tells all reasons at once', async () => {
    recorded = null;
    const { stderr } = await promote(['--to', 'staging'], [{ when: '', code: 1, stderr: 'no' }]);
    expect(stderr.trim().split('\n')).toHaveLength(4);
  });

  it('needs the stage right before: what ran in dev alone may not skip staging', async () => {
    await set('staging', digest);
    const ran = await promote(['--to', 'prod'], [ranInDev]);
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.stderr).toMatch(/records of it are of dev, none of staging/);
    expect(asked.join()).toContain('environment=staging');
  });

  it('lets a stage go back to what ran in it, though the stage before has moved on', async () => {
    recorded = { ...good, runs: other };
    const rules: Rule[] = [{ when: 'cosign', stdout: attested('dev') + attested('staging') }];
    expect(await promote(['--to', 'staging', '--digest', digest], rules)).toMatchObject({ code: 0 });
    expect(await read('staging')).toBe(digest);
  });

  it('is asked once more right before a deployment, for the proof of the build alone', async () => {
    expect(await promote(['--attested', 'dev'], [])).toMatchObject({ code: 0 });
    const ran = await promote(['--attested', 'dev'], [{ when: 'gh attestation', code: 1, stderr: 'HTTP 404' }]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('not attested as built by release.yaml');
    expect((await programs.calls()).filter((call) => call.startsWith('cosign'))).toEqual([]);
    expect(await promote(['--attested', 'prod'], [])).toMatchObject({ code: 1 });
  });

  it('refuses in a pull request a digest that was put there by hand', async () => {
    const git = (...args: string[]) =>
      runProgram('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: directory });
    await git('init', '--quiet', '--initial-branch', 'main');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'base');
    expect(await promote(['--changed-since', 'main'], [])).toMatchObject({
      code: 0,
      stdout: 'No digest has changed.\n',
    });
    await set('prod', other);
    const ran = await promote(
      ['--changed-since', 'main'],
      [{ when: 'cosign', code: 1, stderr: 'no matching attestations' }],
    );
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`Refused: ${other} may not run in prod`);
    expect(await promote(['--changed-since', 'nowhere'], [])).toMatchObject({ code: 1 });
  });

  it.each([
    [['--to', 'production'], /--to: expected one of dev, staging, prod, got production/],
    [['--to', 'dev'], /--digest: expected that of a release/],
    [['--to', 'dev', '--digest', 'v1.2.3'], /--digest: expected sha256:/],
    [['--to', 'prod'], /staging\.yaml has no image\.digest to promote/],
  ])('says what it expected where called with %j', async (args, message) => {
    const ran = await promote(args, []);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(message);
  });
});
