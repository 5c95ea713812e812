import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AUTH_SECRET } from '@rondo/accounts/main.ts';
import { OPENAI_KEY } from '@rondo/assistant/settings.ts';
import { CURSOR_KEY } from '@rondo/gateway/stream/cursor.ts';
import { VAPID_KEYS, WEBHOOK_KEY } from '@rondo/notifications/main.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseSecrets, parseRequest, secretNames } from '../../charts/scripts/secrets.ts';
import { serviceNames } from '../../dapr/service/definitions.ts';
import { FakePrograms, type Rule } from './fake-programs.ts';
import { type OwnPostgres, startOwnPostgres } from './own-postgres.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = join(root, 'charts/secrets.sh');

it('are those that the chart lets the services read, and no others', async () => {
  const helpers = await readFile(join(root, 'charts/rondo/templates/_helpers.tpl'), 'utf8');
  const [fixed = ''] = /(?<=define "rondo\.secretNames" -\}\}\n)[^{]*/.exec(helpers) ?? [];
  const ofServices = serviceNames.flatMap((name) => [`${name}-database-url`, `${name}-migration-url`]);
  const tokens = ['app-api-token', 'dapr-api-token'];
  expect(secretNames.toSorted()).toEqual([...fixed.trim().split(/\s+/), ...ofServices, ...tokens].toSorted());
});

it('are readable by the service that asks for them alone, where it is the only one', async () => {
  const helpers = await readFile(join(root, 'charts/rondo/templates/_helpers.tpl'), 'utf8');
  const [owners = ''] = /(?<=define "rondo\.secretsOf" [^}]*\}\}\n)[\s\S]*?(?=\}\}\n\{\{- with)/.exec(helpers) ?? [];
  const own = [...owners.matchAll(/^ {2}"(\w+)" "(.*)"$/gm)].map(([, service, names]) => [service, names]);
  expect(Object.fromEntries(own)).toEqual({
    gateway: CURSOR_KEY,
    accounts: AUTH_SECRET,
    notifications: `${VAPID_KEYS} ${WEBHOOK_KEY}`,
    assistant: OPENAI_KEY,
  });
});

describe('what secrets.sh is told', () => {
  it('is read line by line, comments and values with = included', () => {
    const text =
      'present auth-secret\ngiven # mine\ngiven\ngiven smtp-url=smtp://a:b=c@mail\nbase64 kafka-password c2VjcmV0\n';
    expect(parseRequest(text)).toEqual({
      present: ['auth-secret'],
      given: { 'smtp-url': 'smtp://a:b=c@mail', 'kafka-password': 'secret' },
    });
  });

  it('is refused by the number of its line, not by a value that stands in it', () => {
    const read = () => parseRequest('present a\ngiven swordfish\n');
    expect(read).toThrow('Line 2: expected NAME=VALUE');
    expect(read).not.toThrow('swordfish');
  });

  it('may give no name that the chart does not know, and must give databases', async () => {
    await expect(chooseSecrets({ present: [], given: { 'smpt-url': 'x' } })).rejects.toThrow(
      /Unknown: smpt-url\. Expected/,
    );
    await expect(chooseSecrets({ present: [], given: {} })).rejects.toThrow(/Missing: .*tasks-database-url/);
  });
});

describe('charts/secrets.sh', { timeout: 120_000 }, () => {
  let programs: FakePrograms;
  let postgres: OwnPostgres;
  let directory: string;

  beforeAll(async () => {
    programs = await FakePrograms.make(['kubectl', 'helm']);
    postgres = await startOwnPostgres();
    directory = await mkdtemp(join(tmpdir(), 'rondo-secrets-'));
  });
  afterAll(async () => {
    await programs[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  /** Runs it, and returns what kubectl was given as well: values by the Secret's name. */
  async function make(rules: Rule[], ...args: string[]) {
    await programs.answer([...postgres.rules, ...rules]);
    const ran = await programs.run(script, args, { cwd: tmpdir() });
    const text = await programs.input();
    const items = (text ? JSON.parse(text).items : []) as {
      metadata: { name: string };
      stringData: Record<string, string>;
    }[];
    const values = new Map(items.map(({ metadata, stringData }) => [metadata.name, stringData]));
    return { ran, values, calls: await programs.calls() };
  }

  it('makes all of them, with roles in the database that work, and tells nobody a value', async () => {
    const { ran, values, calls } = await make([], '--cloudnativepg', '--kafka-user', 'kafka/rondo');
    expect(ran).toMatchObject({ code: 0 });
    expect([...values.keys()].toSorted()).toEqual([...secretNames, 'database-key'].toSorted());
    expect(values.get('kafka-password')).toEqual({ 'kafka-password': 'kafka-secret' });
    expect(values.get('app-api-token')?.token).toMatch(/^[\w-]{43}$/);
    expect(JSON.parse(values.get('vapid-keys')?.['vapid-keys'] ?? '')).toHaveProperty('privateKey');
    const url = new URL(values.get('tasks-database-url')?.['tasks-database-url'] ?? '');
    expect(url.host).toBe('rondo-postgresql-rw:5432');
    url.host = postgres.host;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    expect((await client.query('select current_user as role')).rows).toEqual([{ role: 'rondo_tasks' }]);
    await client.end();
    const told = [ran.stdout, ran.stderr, ...calls].join('\n');
    for (const value of [...values.values()].flatMap(Object.values)) {
      if (value !== '') expect(told).not.toContain(value);
    }
    expect(told).not.toContain('correct-horse');
  });

  it('keeps those that are there: a second run gives the databases the same passwords and makes nothing anew', async () => {
    const first = await make([], '--cloudnativepg', '--kafka-user', 'kafka/rondo');
    const key = first.values.get('database-key')?.['database-key'] ?? '';
    const present = [...secretNames, 'database-key', 'unrelated'].map((name) => `secret/${name}\n`).join('');
    const { ran, values } = await make(
      [
        { when: 'kubectl get secrets', stdout: present },
        { when: 'kubectl get secret database-key', stdout: Buffer.from(key).toString('base64') },
      ],
      '--cloudnativepg',
    );
    expect(ran).toMatchObject({ code: 0 });
    const databases = serviceNames.flatMap((name) => [`${name}-database-url`, `${name}-migration-url`]);
    expect([...values.keys()].toSorted()).toEqual(databases.toSorted());
    for (const name of databases) expect(values.get(name)).toEqual(first.values.get(name));
  });

  it('leads the services to another cluster, such as one that was restored, with the passwords that they had', async () => {
    const { ran, values, calls } = await make([], '--cloudnativepg', '--cluster', 'rondo-postgresql-2');
    expect(ran).toMatchObject({ code: 0 });
    const url = new URL(values.get('tasks-database-url')?.['tasks-database-url'] ?? '');
    expect(url.host).toBe('rondo-postgresql-2-rw:5432');
    expect(calls.join('\n')).toContain('kubectl get secret rondo-postgresql-2-app');
  });

  it('takes what a file says, above what is there', async () => {
    const file = join(directory, 'mine.env');
    const lines = [
      '# mine',
      `admin-url=postgres://rondo:correct-horse@${postgres.host}/rondo`,
      'smtp-url=smtp://mail',
      '',
    ];
    await writeFile(file, lines.join('\n'), { mode: 0o600 });
    const { ran, values } = await make([{ when: 'kubectl get secrets', stdout: 'secret/smtp-url\n' }], '--from', file);
    expect(ran).toMatchObject({ code: 0 });
    expect(values.get('smtp-url')).toEqual({ 'smtp-url': 'smtp://mail' });
    expect(new URL(values.get('tags-database-url')?.['tags-database-url'] ?? '').host).toBe(postgres.host);
    expect(values.has('admin-url')).toBe(false);
  });

  it.each<[string, Rule[], string[], RegExp]>([
    [
      'the Kafka user',
      [{ when: 'kubectl get secret rondo --namespace kafka', code: 1 }],
      ['--cloudnativepg', '--kafka-user', 'kafka/rondo'],
      /no Secret rondo in the namespace kafka/,
    ],
    [
      'the database',
      [{ when: 'kubectl port-forward', stderr: 'error: services "rondo-postgresql-rw" not found' }],
      ['--cloudnativepg'],
      /can't be reached: error: services/,
    ],
    ['any database', [], [], /Missing: accounts-database-url/],
  ])('writes nothing where %s is missing', async (_what, rules, args, message) => {
    const { ran, values } = await make(rules, ...args);
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toMatch(message);
    expect(values.size).toBe(0);
  });

  it('runs nothing in a dry run', async () => {
    const { ran, calls } = await make([], '--cloudnativepg', '--dry-run');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('+ kubectl apply --server-side');
    expect(calls).toEqual([]);
  });
});
