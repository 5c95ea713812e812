import { type Platform, PositionExpired, type TailedEvent } from '@rondo/platform/platform.ts';
import { readOnce } from './log-reader.ts';

/** Of one user in a part of the log. */
export interface UserEvents {
  readonly events: readonly TailedEvent[];
  /** Up to here, not included, there are no others. */
  readonly next: bigint;
}

interface Request {
  readonly user: string;
  readonly from: bigint;
  readonly until: bigint;
  readonly events: TailedEvent[];
  readonly answer: PromiseWithResolvers<UserEvents>;
  isAnswered: boolean;
}

/** Offsets that are read in one turn: who wants what is old asks again, so that nobody waits for a long way back. */
const TURN = 20_000n;
/** Events of one user in one answer; they ask for the rest once they have taken these. */
const MAXIMUM_EVENTS = 1_000;

/**
 * Finds users' events in the log, which has no index by user: in each partition one reading at a time, in turns, serves
 * all who look for something in that part. So a thousand clients who come back at once cost what one does.
 */
export class LogScans {
  readonly #platform: Platform;
  readonly #topic: string;
  /** By partition, in the order of arrival; there while it is being read. */
  readonly #waiting = new Map<number, Request[]>();

  constructor(platform: Platform, topic: string) {
    this.#platform = platform;
    this.#topic = topic;
  }

  /** @throws PositionExpired where the log no longer has what was asked for */
  read(user: string, range: { partition: number; from: bigint; until: bigint }): Promise<UserEvents> {
    const { partition, from, until } = range;
    const answer = Promise.withResolvers<UserEvents>();
    const request: Request = { user, from, until, events: [], answer, isAnswered: false };
    const waiting = this.#waiting.get(partition);
    if (waiting) waiting.push(request);
    else {
      this.#waiting.set(partition, [request]);
      // Those who come together are served together.
      setImmediate(() => void this.#scan(partition));
    }
    return answer.promise;
  }

  async #scan(partition: number): Promise<void> {
    for (;;) {
      const waiting = this.#waiting.get(partition) ?? [];
      const [first] = waiting;
      if (!first) break;
      const end = first.from + TURN;
      const isServed = ({ from }: Request) => from >= first.from && from < end;
      this.#waiting.set(
        partition,
        waiting.filter((request) => !isServed(request)),
      );
      const served = waiting.filter(isServed);
      let wanted = first.until;
      for (const { until } of served) if (until > wanted) wanted = until;
      try {
        await this.#serve(served, {
          topic: this.#topic,
          partition,
          from: first.from,
          until: wanted < end ? wanted : end,
        });
      } catch (error) {
        this.#refuse(partition, first, served, error);
      }
    }
    this.#waiting.delete(partition);
  }

  async #serve(
    served: readonly Request[],
    range: { topic: string; partition: number; from: bigint; until: bigint },
  ): Promise<void> {
    const byUser = Map.groupBy(served, ({ user }) => user);
    for await (const events of readOnce(this.#platform, range)) {
      for (const event of events)
        for (const request of byUser.get(event.event.partitionkey) ?? []) {
          if (request.isAnswered || event.offset < request.from || event.offset >= request.until) continue;
          request.events.push(event);
          if (request.events.length === MAXIMUM_EVENTS) answer(request, event.offset + 1n);
        }
      if (served.every(({ isAnswered }) => isAnswered)) return;
    }
    for (const request of served) {
      if (request.until < range.until) answer(request, request.until);
      else answer(request, range.until);
    }
  }

  /** What has expired for who began there may still be there for the others. */
  #refuse(partition: number, first: Request, served: readonly Request[], error: unknown): void {
    const others: Request[] = [];
    for (const request of served) {
      if (request.isAnswered) continue;
      if (error instanceof PositionExpired && request.from > first.from) others.push({ ...request, events: [] });
      else request.answer.reject(error);
    }
    this.#waiting.get(partition)?.unshift(...others);
  }
}

function answer(request: Request, next: bigint): void {
  if (request.isAnswered) return;
  request.isAnswered = true;
  request.answer.resolve({ events: request.events, next });
}
