import type { SubgraphExecutor } from '@rondo/platform/executor.ts';
import { readEvent } from '@rondo/schema/events/define.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { ImportProgressed, importJobStateSchema } from '@rondo/schema/events/import.ts';
import { type MessageState, MessageWritten, messageStateSchema } from '@rondo/schema/events/message.ts';
import { GraphQLError } from 'graphql';
import { z } from 'zod';

/** Something under way as a client is shown it, as a whole. */
export interface LiveState {
  /** Shaped as the schema is, below the subscription's field. */
  readonly fields: Readonly<Record<string, unknown>> & { readonly id: string };
  /** Only grows, so that of two states of one object the later one is known. */
  readonly progress: number;
  /** Nothing comes after it. */
  readonly isLast: boolean;
}

/** A subscription root that shows one object as it goes on. */
export interface LiveSubject {
  readonly field: LiveField;
  /** Of the field: which object. */
  readonly argument: string;
  readonly service: string;
  /** The object, for an error message. */
  readonly kind: string;
  /** Asked of the service, with the argument as `$id`. */
  readonly query: string;
  /** Null where there is none of that id, or it is another user's. */
  readState(data: Record<string, unknown>): LiveState | null;
  /** Null where the event is of another kind. @throws ZodError where its data is malformed */
  readEvent(event: CloudEvent): { readonly id: string; readonly state: LiveState } | null;
}

type LiveField = 'importProgress' | 'messageStream';

const importProgress: LiveSubject = {
  field: 'importProgress',
  argument: 'id',
  service: 'tasks',
  kind: 'import',
  query: /* GraphQL */ `
    query ($id: ID!) {
      _entities(representations: [{ __typename: "ImportJob", id: $id }]) {
        ... on ImportJob { id total done failed finished errors }
      }
    }
  `,
  readState(data) {
    const [job] = Array.isArray(data._entities) ? data._entities : [];
    return job ? jobState(job) : null;
  },
  readEvent(event) {
    const progressed = readEvent(ImportProgressed, event);
    return progressed && { id: progressed.data.job.id, state: jobState(progressed.data.job) };
  },
};

const messageStream: LiveSubject = {
  field: 'messageStream',
  argument: 'conversationId',
  service: 'assistant',
  kind: 'conversation',
  query: /* GraphQL */ `
    query ($id: ID!) {
      conversation(id: $id) {
        messages(last: 1) {
          nodes { id conversationId role text actions { id tool summary state } complete createdAt }
        }
      }
    }
  `,
  readState({ conversation }) {
    const found = conversationSchema.parse(conversation);
    const message = found?.messages.nodes[0];
    return message ? messageState(message) : null;
  },
  readEvent(event) {
    const written = readEvent(MessageWritten, event);
    return written && { id: written.data.message.conversationId, state: messageState(written.data.message) };
  },
};

const instant = z.union([z.string(), z.date().transform((date) => date.toISOString())]);
const conversationSchema = z
  .object({ messages: z.object({ nodes: z.array(messageStateSchema.extend({ createdAt: instant })) }) })
  .nullable()
  .optional();

function messageState(message: MessageState): LiveState {
  const { text, actions, complete } = message;
  // What was decided on since counts too, and the end as a step of its own.
  const settled = actions.filter(({ state }) => state !== 'NEEDS_CONFIRMATION').length;
  return {
    fields: message,
    progress: 2 * (text.length + actions.length + settled) + (complete ? 1 : 0),
    isLast: complete,
  };
}

function jobState(given: unknown): LiveState {
  const job = importJobStateSchema.parse(given);
  // The end counts as a step of its own: what was read last may have been told before.
  const progress = 2 * (job.done + job.failed) + (job.finished ? 1 : 0);
  return { fields: job, progress, isLast: job.finished };
}

const subjects: readonly LiveSubject[] = [importProgress, messageStream];

export const liveSubjects: ReadonlyMap<string, LiveSubject> = new Map(
  subjects.map((subject) => [subject.field, subject]),
);

/**
 * The object as it is now; null where the caller has none of that id.
 *
 * @param principal signed
 * @throws GraphQLError what the service says
 */
export async function fetchState(
  { query, readState }: LiveSubject,
  execute: SubgraphExecutor,
  id: string,
  principal: string,
): Promise<LiveState | null> {
  const { data, errors } = await execute({ query, variables: { id }, principal });
  const [error] = errors ?? [];
  if (error) throw new GraphQLError(error.message, { extensions: error.extensions });
  return readState({ ...data });
}
