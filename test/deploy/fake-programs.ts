import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a fake program does where its line, program and arguments, holds the pattern (a bash glob, `*` at both ends implied). */
export interface Rule {
  when: string;
  stdout?: string;
  stderr?: string;
  code?: number;
  /** Of the calls that match, from which one on: 1 is the first. */
  from?: number;
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Each call is written down, then the last rule that matches decides; without one it succeeds and says nothing. */
const script = `#!/bin/bash
here=$(dirname "$0")
line="$(basename "$0")"
for argument in "$@"; do line="$line $argument"; done
printf '%s\\n' "\${line//$'\\n'/ }" >>"$here/calls"
case "$line" in *'--filename -'*) cat >>"$here/input" ;; esac
for argument in "$@"; do case "$argument" in */secrets.json) cat "$argument" >>"$here/input" ;; esac; done
index=0
chosen=
while [ -f "$here/rule-$index.when" ]; do
  pattern=$(cat "$here/rule-$index.when")
  case "$line" in
    *$pattern*)
      printf x >>"$here/rule-$index.count"
      if [ "$(wc -c <"$here/rule-$index.count")" -ge "$(cat "$here/rule-$index.from")" ]; then chosen=$index; fi ;;
  esac
  index=$((index + 1))
done
[ -n "$chosen" ] || exit 0
cat "$here/rule-$chosen.stdout"
cat "$here/rule-$chosen.stderr" >&2
exit "$(cat "$here/rule-$chosen.code")"
`;

/** Programs of these names on PATH that only write down how they were called, and answer by rules. */
export class FakePrograms implements AsyncDisposable {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async make(names: readonly string[]): Promise<FakePrograms> {
    const directory = await mkdtemp(join(tmpdir(), 'rondo-programs-'));
    const fake = join(directory, '.fake');
    await writeFile(fake, script);
    await chmod(fake, 0o755);
    await Promise.all(names.map((name) => symlink('.fake', join(directory, name))));
    const programs = new FakePrograms(directory);
    await programs.answer([]);
    return programs;
  }

  /** The rules from now on, and no calls so far. Where several match, the last counts. */
  async answer(rules: readonly Rule[]): Promise<void> {
    await this.forget();
    await Promise.all(
      rules.flatMap(({ when, stdout = '', stderr = '', code = 0, from = 1 }, index) =>
        Object.entries({ when, stdout, stderr, code, from }).map(([part, value]) =>
          writeFile(join(this.directory, `rule-${index}.${part}`), String(value)),
        ),
      ),
    );
    await rm(join(this.directory, `rule-${rules.length}.when`), { force: true });
  }

  /** Leaves the rules, forgets the calls. */
  async forget(): Promise<void> {
    for (const name of ['calls', 'input']) await rm(join(this.directory, name), { force: true });
    for (let index = 0; index < 40; index++) await rm(join(this.directory, `rule-${index}.count`), { force: true });
  }

  /** Each call so far: program and arguments with spaces between. */
  async calls(): Promise<string[]> {
    const text = await readFile(join(this.directory, 'calls'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  /** What programs that read manifests were given. */
  input(): Promise<string> {
    return readFile(join(this.directory, 'input'), 'utf8').catch(() => '');
  }

  /** Runs a program that finds these first. */
  run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const { env, ...rest } = options;
    return runProgram(program, args, {
      ...rest,
      env: { ...env, PATH: `${this.directory}:${env?.PATH ?? process.env.PATH}` },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.directory, { recursive: true });
  }
}

export interface RunOptions {
  cwd?: string;
  env?: Readonly<Record<string, string | undefined>>;
  input?: string;
}

export function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: options.cwd, env: { ...process.env, ...options.env } });
    const ran: Ran = { code: -1, stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        ran[stream] += text;
      });
    }
    // A program that does not read closes its end.
    child.stdin.on('error', () => undefined).end(options.input ?? '');
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ran, code: code ?? -1 }));
  });
}
