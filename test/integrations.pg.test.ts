import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from './client.ts';
import { RondoProcess } from './rondo-process.ts';

/* Every snippet of docs/integrations.md that can run here runs as it stands there. */

const root = fileURLToPath(new URL('../', import.meta.url));
const guide = await readFile(new URL('../docs/integrations.md', import.meta.url), 'utf8');

/** How a snippet is run: it is given to the program's standard input. */
const programs: Readonly<Record<string, readonly [string, ...string[]]>> = {
  sh: ['sh', '-eu'],
  ts: [process.execPath, '--input-type=module-typescript', '-'],
  python: ['python3', '-'],
};
const snippets = [...guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
  language,
  text,
}));

let rondo: RondoProcess;
let token: string;

beforeAll(async () => {
  rondo = await RondoProcess.start();
  const user = await ApiClient.signUp(rondo.url);
  const { createApiToken } = await user.data(
    'mutation { createApiToken(input: { name: "Guide", scopes: [TASKS_READ, TASKS_WRITE] }) { secret } }',
  );
  token = createApiToken.secret;
}, 60_000);
afterAll(() => rondo?.[Symbol.asyncDispose](), 30_000);

/** What it printed; rejects where it failed. */
async function run({ language, text }: { language: string; text: string }): Promise<string> {
  const [program, ...args] = programs[language] ?? ['false'];
  const child = spawn(program, args, { cwd: root, env: { ...process.env, RONDO: rondo.url, TOKEN: token } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  child.stdin.end(text);
  if ((await ended) !== 0) throw new Error(`A snippet in ${language} failed:\n${output}`);
  return output;
}

/** In the order of the page: a task that one makes, the next one reads. */
const expected: readonly [language: string, output: RegExp][] = [
  ['sh', /"remaining":\d+/],
  ['ts', /^updated task_/m],
  ['python', /^task_\w+ Send the invoice$/m],
  ['ts', /^heard task_/m],
  ['python', /^heard task_(\w+)\nresumed task_(?!\1)/m],
];

it('holds the snippets that are run here, and outlines for phones beside them', () => {
  const runnable = snippets.filter(({ language }) => language in programs);
  expect(runnable.map(({ language }) => language)).toEqual(expected.map(([language]) => language));
  expect(snippets.map(({ language }) => language)).toEqual(expect.arrayContaining(['swift', 'kotlin']));
});

it.each(expected.map(([language, output], index) => ({ language, output, index })))(
  'its snippet $index, in $language, does what it says',
  async ({ output, index }) => {
    const snippet = snippets.filter(({ language }) => language in programs)[index];
    if (!snippet) throw new Error('There is no such snippet.');
    expect(await run(snippet)).toMatch(output);
  },
);
