import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventType } from '@rondo/schema/events/define.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { newId } from '@rondo/schema/ids.ts';
import type { MethodContract } from '@rondo/schema/methods/define.ts';
import type { Database } from './database/database.ts';
import { systemOwner } from './database/row-level-security.ts';
import { appendToOutbox } from './outbox/outbox.ts';
import type { Platform } from './platform.ts';
import { type Principal, signPrincipal } from './principal.ts';
import { traceparent } from './telemetry/tracing.ts';

/** The secret that principals are signed with: the current key, then, after commas, those that a rotation has not retired yet. */
export const PRINCIPAL_KEY = 'principal-signing-key';

/**
 * What an operation, a plain function `(operation, input)`, runs in: one transaction that sees the rows of one owner.
 * What it emits is published if, and only if, the transaction commits.
 */
export interface Operation {
  readonly em: EntityManager;
  readonly principal: Principal;
  /** The same instant all through the operation. */
  readonly now: Date;
  /** Records an event of `owner` (the principal where absent) and returns its id. Call it after the change that it describes. */
  emit<Data>(type: EventType<Data>, subject: string, data: NoInfer<Data>, owner?: string): string;
  /** Calls another service on behalf of the same principal. */
  invoke<Input, Output>(method: MethodContract<Input, Output>, input: NoInfer<Input>): Promise<Output>;
}

/** Tells the instant. */
export type Clock = () => Date;

export type OperationRunner = <T>(work: (operation: Operation) => Promise<T>) => Promise<T>;

/** Invocation of a method of another service, with what goes over and comes back checked by its contract. */
export async function invokeAs<Input, Output>(
  platform: Platform,
  principal: Principal,
  method: MethodContract<Input, Output>,
  input: Input,
): Promise<Output> {
  const [key = ''] = (await platform.secret(PRINCIPAL_KEY)).split(',');
  const signed = signPrincipal(principal, key);
  const output = await platform.invoke({ service: method.service, method: method.name, input, principal: signed });
  return method.output.parse(output);
}

export interface OperationScope {
  service: string;
  platform: Platform;
  database: Database;
  principal: Principal;
  /** The transaction sees every owner's rows: for sweeps only. */
  allOwners?: boolean;
  /** What operations take for now; the wall clock where absent. */
  clock?: Clock;
}

/** Runs `work` in a transaction; its events are the transaction's last statements, after every row lock it takes. */
export function runOperation<T>(
  scope: OperationScope,
  work: (operation: Operation) => Promise<T>,
  options: { readOnly?: boolean } = {},
): Promise<T> {
  const owner = scope.allOwners ? systemOwner : scope.principal.userId;
  return scope.database.transaction(
    owner,
    async (em) => {
      const now = scope.clock?.() ?? new Date();
      const pending: { event: CloudEvent; topics: readonly string[] }[] = [];
      const result = await work({
        em,
        principal: scope.principal,
        now,
        emit(type, subject, data, eventOwner = scope.principal.userId) {
          const event = envelope(scope, type.type, subject, data, eventOwner, now);
          pending.push({ event, topics: type.topics });
          return event.id;
        },
        invoke: (method, input) => invokeAs(scope.platform, scope.principal, method, input),
      });
      if (!options.readOnly) {
        await em.flush();
        if (pending.length > 0) await appendToOutbox(em, pending);
      }
      return result;
    },
    options,
  );
}

function envelope(
  scope: OperationScope,
  type: string,
  subject: string,
  data: unknown,
  owner: string,
  now: Date,
): CloudEvent {
  const { actor } = scope.principal;
  const cause = traceparent();
  return {
    specversion: '1.0',
    id: newId('event'),
    source: `/rondo/${scope.service}`,
    type,
    subject,
    time: now.toISOString(),
    datacontenttype: 'application/json',
    partitionkey: owner,
    actorkind: actor.kind,
    ...(actor.id === null ? {} : { actorid: actor.id }),
    ...(actor.name === null ? {} : { actorname: actor.name }),
    ...(cause === undefined ? {} : { traceparent: cause }),
    data,
  };
}
