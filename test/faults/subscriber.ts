import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient, Json } from '../client.ts';
import type { Random } from './random.ts';
import type { Heard, HeardEvent } from './recording.ts';

const changes = /* GraphQL */ `
  subscription ($after: String) {
    changes(after: $after) {
      id cursor type
      ... on TaskChange { taskId version }
      ... on TagChange { tagId version }
      ... on ReminderChange { reminderId }
    }
  }
`;

export interface SubscriberOptions {
  readonly name: string;
  readonly user: ApiClient;
  readonly userId: string;
  /** Where it begins. */
  readonly cursor: string;
  readonly random: Random;
  /** It leaves of its own accord after some time like this, and comes back by its cursor; null: it stays for as long as it can. */
  readonly stayMs: number | null;
}

/** Hears a user's changes over WebSocket for as long as it lives, and comes back by its cursor whenever its connection ends. */
export class Subscriber implements AsyncDisposable {
  readonly #options: SubscriberOptions;
  readonly #events: HeardEvent[] = [];
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;
  #cursor: string;
  #connections = 0;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    this.#cursor = options.cursor;
    this.#running = this.#run();
  }

  get heard(): Heard {
    const { name, userId } = this.#options;
    return { name: `${name}, ${this.#connections} connections`, userId, events: [...this.#events] };
  }

  has(id: string): boolean {
    return this.#events.some((event) => event.id === id);
  }

  async #run(): Promise<void> {
    const { random, stayMs } = this.#options;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const leaving =
        stayMs === null ? signal : AbortSignal.any([signal, AbortSignal.timeout(random.between(1, 2 * stayMs))]);
      await this.#listen(leaving);
      await delay(random.between(20, 200));
    }
  }

  /** Over one connection, until it ends or `leaving`. */
  async #listen(leaving: AbortSignal): Promise<void> {
    this.#connections += 1;
    const socket = this.#options.user.socket();
    try {
      await new Promise<void>((resolve) => {
        leaving.addEventListener('abort', () => resolve(), { once: true });
        socket.subscribe<Json>(
          { query: changes, variables: { after: this.#cursor } },
          {
            next: ({ data }) => {
              if (leaving.aborted || !data) return;
              const { id, cursor, type, taskId, tagId, reminderId, version } = data.changes;
              const subject = taskId ?? tagId ?? reminderId ?? null;
              this.#events.push({ id, type, subject, version: version ?? null });
              this.#cursor = cursor;
            },
            error: () => resolve(),
            complete: () => resolve(),
          },
        );
      });
    } finally {
      // Rejects where it is being connected in vain.
      await Promise.resolve(socket.dispose()).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }
}
