import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { until } from './until.ts';

const program = fileURLToPath(new URL('../embedded/postgres.child.ts', import.meta.url));

const messageSchema = z.object({
  url: z.string().optional(),
  port: z.number().optional(),
  attached: z.boolean().optional(),
  stopped: z.boolean().optional(),
  progress: z.string().optional(),
  error: z.string().optional(),
  message: z.string().optional(),
});
type Message = z.infer<typeof messageSchema>;

/** A process that runs embedded/postgres.child.ts on a folder, and what it has told so far. */
export class Child {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly messages: Message[] = [];
  readonly ended: Promise<number | null>;

  constructor(dataDir: string, { onEnd = 'dispose', ...options }: ChildOptions = {}) {
    this.process = spawn(process.execPath, [program, dataDir, onEnd], {
      stdio: ['pipe', 'pipe', 'inherit'],
      ...options,
    });
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
    createInterface(this.process.stdout).on('line', (line) =>
      this.messages.push(messageSchema.parse(JSON.parse(line))),
    );
  }

  async told<Key extends keyof Message>(key: Key): Promise<Message & Required<Pick<Message, Key>>> {
    return until(
      `the child has told ${key}`,
      () => {
        const failed = this.messages.find(({ error }) => error !== undefined);
        if (failed && key !== 'error') throw new Error(failed.message);
        return this.messages.find(
          (message): message is Message & Required<Pick<Message, Key>> => message[key] !== undefined,
        );
      },
      40_000,
    );
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.process.kill(signal);
    await this.ended;
  }

  async stop(): Promise<void> {
    this.process.stdin.end();
    await this.ended;
  }
}

export interface ChildOptions {
  onEnd?: 'dispose' | 'exit';
  uid?: number;
  gid?: number;
  env?: NodeJS.ProcessEnv;
}
