import { setTimeout as delay } from 'node:timers/promises';
import { invokeAs } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { signedOut } from '@rondo/platform/principal.ts';
import {
  type AuthenticatedSession,
  authenticate,
  maximumChecked,
  type PresentedCredentials,
} from '@rondo/schema/methods/accounts.ts';
import DataLoader from 'dataloader';

/** So long at most does a request wait for a call that is under way: one that hangs holds up nobody else for longer. */
const longestWaitMs = 20;

/**
 * Finds the sessions of requests. Each is asked for after its request has come, so that a token that was revoked a moment ago is not
 * accepted; those that come while a call is under way share the next one. Alone a request waits for nobody; thousands that come back
 * at once after a restart take a call for every 200.
 */
export class SessionLookup {
  readonly #platform: Platform;
  readonly #loader: DataLoader<Readonly<PresentedCredentials>, AuthenticatedSession | null>;
  #underWay: Promise<unknown> | null = null;

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#loader = new DataLoader((credentials) => this.#ask(credentials), {
      cache: false,
      maxBatchSize: maximumChecked,
      batchScheduleFn: (ask) => this.#schedule(ask),
    });
  }

  /**
   * Who they are of; null where they are unknown, expired or revoked.
   *
   * @throws RondoError UNAVAILABLE where accounts can't be asked
   */
  find(credentials: Readonly<PresentedCredentials>): Promise<AuthenticatedSession | null> {
    return this.#loader.load(credentials);
  }

  /** The same of many at once, in their order, by a call of their own: at most `maximumChecked`. */
  async findAll(
    credentials: readonly Readonly<PresentedCredentials>[],
  ): Promise<readonly (AuthenticatedSession | null)[]> {
    return (await invokeAs(this.#platform, signedOut, authenticate, { credentials: [...credentials] })).sessions;
  }

  #schedule(ask: () => void): void {
    if (this.#underWay === null) process.nextTick(ask);
    else void Promise.race([this.#underWay, delay(longestWaitMs)]).then(ask);
  }

  async #ask(
    credentials: readonly Readonly<PresentedCredentials>[],
  ): Promise<readonly (AuthenticatedSession | null)[]> {
    const call = this.findAll(credentials);
    const settled = call.then(
      () => undefined,
      () => undefined,
    );
    this.#underWay = settled;
    try {
      return await call;
    } finally {
      if (this.#underWay === settled) this.#underWay = null;
    }
  }
}
