import { setTimeout as delay } from 'node:timers/promises';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { type EventType, readEvent } from '@rondo/schema/events/define.ts';
import { type Actor, actorOf, type CloudEvent } from '@rondo/schema/events/envelope.ts';
import { scopes } from '@rondo/schema/scopes.ts';
import type { Topic } from '@rondo/schema/topics.ts';
import { z } from 'zod';
import { RondoError } from './errors.ts';
import type { Operation } from './operation.ts';
import { takeOnce } from './outbox/inbox.ts';
import { PermanentFailure, type RetryPolicy } from './platform.ts';
import type { Principal } from './principal.ts';
import type { ServiceContext } from './service.ts';

/** What a service does about the events of one topic. */
export interface Consumer {
  readonly topic: Topic;
  /** Tells a service's consumers of one topic apart; the consumer group is the service's name and this. */
  readonly name?: string;
  readonly handlers: readonly EventHandler[];
  readonly retry?: RetryPolicy;
}

export interface EventHandler {
  readonly type: string;
  handle(delivery: Delivery, event: CloudEvent): Promise<void>;
}

/** One delivery of an event: a context on behalf of the event's owner, by the actor who caused it. */
export interface Delivery extends ServiceContext {
  /** Runs `work` in one transaction with the inbox row of this event: never a second time, however often the event comes. */
  once(work: (operation: Operation) => Promise<void>): Promise<void>;
  by(actor: Actor): Delivery;
}

/** The whole effect is one transaction, made once. */
export function onceOn<Data>(
  type: EventType<Data>,
  work: (operation: Operation, event: CloudEvent<Data>) => Promise<void>,
): EventHandler {
  return on(type, (delivery, event) => delivery.once((operation) => work(operation, event)));
}

/** The handler itself sees to it that a repeated delivery does no harm, with `delivery.once` for its last step. */
export function on<Data>(
  type: EventType<Data>,
  handle: (delivery: Delivery, event: CloudEvent<Data>) => Promise<void>,
): EventHandler {
  return {
    type: type.type,
    async handle(delivery, event) {
      const typed = readTyped(type, event);
      if (typed) await handle(delivery, typed);
    },
  };
}

function readTyped<Data>(type: EventType<Data>, event: CloudEvent): CloudEvent<Data> | null {
  try {
    return readEvent(type, event);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new PermanentFailure(`${event.type} ${event.id} has malformed data: ${z.prettifyError(error)}`);
  }
}

/** On behalf of the event's owner: its consumers act for them, whoever the actor was. */
export function principalOf(event: CloudEvent): Principal {
  return { userId: event.partitionkey, actor: actorOf(event), scopes: [...scopes], timeZone: 'UTC' };
}

export function createDelivery(
  consumer: string,
  event: CloudEvent,
  contextFor: (principal: Principal) => ServiceContext,
  principal: Principal = principalOf(event),
): Delivery {
  const context = contextFor(principal);
  return {
    ...context,
    once: (work) =>
      context.write(async (operation) => {
        if (await takeOnce(operation.em, consumer, event.id)) await work(operation);
      }),
    by: (actor) => createDelivery(consumer, event, contextFor, { ...principal, actor }),
  };
}

const longestWaitMs = 2_000;

/**
 * Does `work` again for as long as it fails with UNAVAILABLE: another service or the database is away, which is no fault
 * of the event and must not use up its attempts. Rejects with any other error, or when `signal` is aborted.
 */
export async function untilAvailable(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RondoError) || error.code !== ErrorCode.UNAVAILABLE) throw error;
      await delay(waitMs, undefined, { signal });
    }
  }
}
