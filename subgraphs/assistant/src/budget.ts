import { RondoError } from '@rondo/platform/errors.ts';
import { StateConflict, type StateStore } from '@rondo/platform/platform.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { AssistantSettings } from './settings.ts';

/** What a call of the model took. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

interface Spent {
  tokens: number;
  cost: number;
}

const MESSAGES_A_MINUTE = 20;
const DAY_SECONDS = 86_400;
/** Beyond it the counter is too contended to be worth more tries. */
const MAXIMUM_TRIES = 20;

/** What users may still spend on the model, counted in the platform's state, which all replicas share. */
export class Budget {
  readonly #state: StateStore;
  readonly #settings: AssistantSettings;

  constructor(state: StateStore, settings: AssistantSettings) {
    this.#state = state;
    this.#settings = settings;
  }

  /** Counts a message. @throws RondoError RATE_LIMITED with `retryAfter` in seconds */
  async countMessage(userId: string, now: Date): Promise<void> {
    const minute = Math.floor(now.getTime() / 60_000);
    const sent = await this.#change<number>(`assistant/messages/${userId}/${minute}`, 120, (known = 0) => known + 1);
    if (sent > MESSAGES_A_MINUTE) {
      const seconds = 60 - (Math.floor(now.getTime() / 1_000) % 60);
      throw rateLimited(`Expected at most ${MESSAGES_A_MINUTE} messages a minute. Try again in ${seconds} s.`, seconds);
    }
  }

  /** @throws RondoError RATE_LIMITED with `retryAfter` in seconds, where nothing is left for today */
  async check(userId: string, now: Date): Promise<void> {
    if (!(await this.isSpent(userId, now))) return;
    const seconds = DAY_SECONDS - (Math.floor(now.getTime() / 1_000) % DAY_SECONDS);
    throw rateLimited(
      `What you may spend on the assistant today is spent (${this.#settings.dailyTokens} tokens a day). It starts anew at midnight UTC.`,
      seconds,
    );
  }

  async isSpent(userId: string, now: Date): Promise<boolean> {
    const { dailyTokens, dailyCost } = this.#settings;
    const spent = (await this.#state.get<Spent>(keyOf(userId, now)))?.value;
    return !!spent && (spent.tokens >= dailyTokens || (dailyCost !== null && spent.cost >= dailyCost));
  }

  async spend(userId: string, now: Date, { inputTokens, outputTokens }: Usage): Promise<void> {
    const { inputPrice, outputPrice } = this.#settings;
    const cost = (inputTokens * inputPrice + outputTokens * outputPrice) / 1_000_000;
    await this.#change<Spent>(keyOf(userId, now), 2 * DAY_SECONDS, (known = { tokens: 0, cost: 0 }) => ({
      tokens: known.tokens + inputTokens + outputTokens,
      cost: known.cost + cost,
    }));
  }

  /** Changes a value that others may change at the same time. */
  async #change<Value>(key: string, ttlSeconds: number, change: (known?: Value) => Value): Promise<Value> {
    for (let tries = 1; ; tries++) {
      const known = await this.#state.get<Value>(key);
      const value = change(known?.value);
      try {
        await this.#state.set(key, value, { etag: known?.etag ?? null, ttlSeconds });
        return value;
      } catch (error) {
        if (!(error instanceof StateConflict) || tries >= MAXIMUM_TRIES) throw error;
      }
    }
  }
}

function keyOf(userId: string, now: Date): string {
  return `assistant/spent/${userId}/${now.toISOString().slice(0, 10)}`;
}

function rateLimited(message: string, retryAfter: number): RondoError {
  return new RondoError(ErrorCode.RATE_LIMITED, message, { retryAfter });
}
