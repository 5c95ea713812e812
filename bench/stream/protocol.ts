/** What the parts of a stream benchmark, a process each, tell one another over Node's IPC. */
import type { ChildProcess } from 'node:child_process';

/** To a server of subscriptions. */
export type ServerCommand =
  /** Events in memory, where there is no log: one for each of the users, `count` times. */
  | { readonly do: 'publish'; readonly users: readonly string[]; readonly count: number; readonly title: string }
  | UsageCommand;

/** Of any process. */
export interface UsageCommand {
  readonly do: 'usage';
  /** Collects garbage before it looks: for memory, not for processor time. */
  readonly collected: boolean;
}

export interface Usage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly subgraphCalls: number;
}

/** To a process full of subscribers. Titles of events are `<title>-<number>`, numbers from 0 for each user and title. */
export type ClientCommand =
  | {
      readonly do: 'open';
      readonly url: string;
      readonly subscribers: readonly SubscriberSpec[];
      readonly query: string;
    }
  /** Answered with an {@link Arrival} once each has had so many events of that title, or null after that time. */
  | { readonly do: 'expect'; readonly title: string; readonly each: number; readonly withinMs: number }
  | { readonly do: 'close' };

export interface SubscriberSpec {
  readonly user: string;
  readonly after?: string;
}

export interface Arrival {
  /** Of the last event, in milliseconds by {@link clockNow}. */
  readonly at: number;
  /** Milliseconds from an event's publication to a client, over all deliveries. */
  readonly p50: number;
  readonly p99: number;
  /** Deliveries out of turn: after one that is missing, or a second time. */
  readonly faults: number;
  readonly reconnects: number;
}

/** Milliseconds by the machine's clock, with fractions: the same in all processes. */
export const clockNow = (): number => performance.timeOrigin + performance.now();

interface Asked {
  readonly id: number;
  readonly command: unknown;
}

interface Answered {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

let lastId = 0;

/** Sends a command and waits for its answer. @throws Error with what went wrong there, or where the process ends */
export function askProcess<T>(child: ChildProcess, command: ServerCommand | ClientCommand): Promise<T> {
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => settle(() => reject(new Error(`the process ended with ${code}`)));
    const onMessage = (message: unknown) => {
      if (!isAnswer(message) || message.id !== id) return;
      settle(() => (message.error === undefined ? resolve(message.result as T) : reject(new Error(message.error))));
    };
    const settle = (then: () => void) => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      then();
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send({ id, command } satisfies Asked);
  });
}

/** Answers the commands of the process that has started this one, and ends with it. */
export function answerParent<C>(handle: (command: C) => Promise<unknown>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', ({ id, command }: Asked) => {
    handle(command as C).then(
      (result) => process.send?.({ id, result } satisfies Answered),
      (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.stack : String(error) }),
    );
  });
}

function isAnswer(message: unknown): message is Answered {
  return typeof message === 'object' && message !== null && 'id' in message;
}

/** @param subgraphCalls so far */
export async function usageOf({ collected }: UsageCommand, subgraphCalls: number): Promise<Usage> {
  if (collected)
    for (let i = 0; i < 3; i++) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / 1e6, residentBytes: process.memoryUsage.rss(), subgraphCalls };
}
