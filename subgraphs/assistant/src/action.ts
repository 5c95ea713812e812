import { LockMode } from '@mikro-orm/core';
import { conflict, forbidden, notFound, RondoError } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import type { ServiceContext, ServiceHost } from '@rondo/platform/service.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { isId, newId } from '@rondo/schema/ids.ts';
import { applyTaskChanges, type BoundTaskChange } from '@rondo/schema/methods/task-changes.ts';
import { inbox } from './conversation.ts';
import { type Action, ActionEntity, type Message, MessageEntity } from './entities.ts';
import { emitWritten, insertMessage, withReason } from './message.ts';

const lifetimeMs = 24 * 3_600_000;
/** A call may have taken effect though its answer was lost; done twice it is not, as the versions have moved on then. */
const interrupted = 'An earlier yes was interrupted, and may have done it.';
/** Whoever accepted it and then was not heard of has died. */
const claimMs = 30_000;

export interface ProposedChanges {
  readonly tool: string;
  readonly summary: string;
  readonly changes: BoundTaskChange[];
}

/** Notes under a message what is only to be done with a yes. */
export function proposeAction(operation: Operation, messageId: string, proposed: ProposedChanges): Action {
  const expiresAt = new Date(operation.now.getTime() + lifetimeMs);
  return insertAction(operation, messageId, { ...proposed, state: 'NEEDS_CONFIRMATION', expiresAt });
}

/** Notes under a message what was done. */
export function noteDone(operation: Operation, messageId: string, done: { tool: string; summary: string }): Action {
  return insertAction(operation, messageId, { ...done, state: 'DONE', changes: null, expiresAt: null });
}

function insertAction(
  { em, principal }: Operation,
  messageId: string,
  action: Pick<Action, 'tool' | 'summary' | 'state' | 'changes' | 'expiresAt'>,
): Action {
  return em.create(ActionEntity, {
    ...action,
    id: newId('action'),
    ownerId: principal.userId,
    messageId,
    claimedAt: null,
  });
}

/** What an agent other than the assistant proposes, as a message of its own. */
export async function proposeChanges(operation: Operation, proposed: ProposedChanges) {
  const conversation = await inbox(operation);
  const { actor } = operation.principal;
  const who = actor.name ? `“${actor.name.replace(/\s+/g, ' ')}”` : 'An app that you connected';
  const text = `${who} asks to make this change. Accept it only if you asked for it.`;
  const message = insertMessage(operation, conversation, { role: 'ASSISTANT', text, complete: true });
  const action = proposeAction(operation, message.id, proposed);
  await emitWritten(operation, message);
  const expiresAt = new Date(operation.now.getTime() + lifetimeMs).toISOString();
  return { actionId: action.id, conversationId: conversation.id, expiresAt };
}

/**
 * The user's word on a proposal. Only a person's: a token may be an agent's, and the assistant would agree with itself. What was
 * accepted is done as the assistant, all of it or nothing.
 */
export async function confirmAction(
  context: ServiceContext,
  host: ServiceHost,
  { id, accept }: { id: string; accept: boolean },
): Promise<Message> {
  if (context.principal.actor.kind !== 'USER') {
    throw forbidden(
      'Only the user can decide on a proposal, signed in with a session: a token can be in the hands of an agent.',
    );
  }
  const claimed = await context.write((operation) => claim(operation, id, accept));
  if (!claimed.toDo) return claimed.message;
  const assistant = host.as(asAssistant(context.principal, claimed.message.conversationId));
  let outcome: string | null;
  try {
    outcome = await carryOut(assistant, claimed.toDo);
  } catch (error) {
    await context.write((operation) => release(operation, id));
    throw error;
  }
  const reason = outcome && `${claimed.wasInterrupted ? interrupted : 'Nothing was done:'} ${outcome}`;
  return context.write((operation) => settle(operation, id, reason));
}

/** The user, acted for by the assistant. */
export function asAssistant(principal: Principal, conversationId: string): Principal {
  return { ...principal, actor: { kind: 'ASSISTANT', id: conversationId, name: 'Assistant' } };
}

/** Rejects it, or takes it in hand, so that a second yes at the same time does nothing. */
async function claim(operation: Operation, id: string, accept: boolean) {
  const { now } = operation;
  const { action, message } = await lockAction(operation, id);
  if (action.state !== 'NEEDS_CONFIRMATION') {
    const isRepeated = action.state === (accept ? 'DONE' : 'REJECTED') || (accept && action.state === 'FAILED');
    if (isRepeated && action.changes) return { message, toDo: null };
    throw conflict('id', `This was decided already: it is ${action.state}.`);
  }
  if (action.claimedAt && now.getTime() - action.claimedAt.getTime() < claimMs) {
    throw conflict('id', 'This was accepted a moment ago and is being done.');
  }
  const isOver = action.expiresAt != null && action.expiresAt <= now;
  if (!accept || isOver || !action.changes) {
    action.state = accept ? 'FAILED' : 'REJECTED';
    if (accept)
      action.summary = withReason(action.summary, 'Not done: it was not accepted within a day. Ask for it again.');
    await emitWritten(operation, message);
    return { message, toDo: null };
  }
  const wasInterrupted = action.claimedAt != null;
  action.claimedAt = now;
  return { message, toDo: action.changes, wasInterrupted };
}

/** Nobody has it in hand, but somebody had. */
async function release(operation: Operation, id: string): Promise<void> {
  const { action } = await lockAction(operation, id);
  action.claimedAt = new Date(0);
}

/** Null where it was done, else why it was not. @throws RondoError UNAVAILABLE, for the user to try again */
async function carryOut(assistant: ServiceContext, changes: BoundTaskChange[]): Promise<string | null> {
  try {
    await assistant.invoke(applyTaskChanges, { changes });
    return null;
  } catch (error) {
    if (error instanceof RondoError && error.code !== ErrorCode.UNAVAILABLE) return error.message;
    throw error;
  }
}

async function settle(operation: Operation, id: string, reason: string | null): Promise<Message> {
  const { action, message } = await lockAction(operation, id);
  if (action.state !== 'NEEDS_CONFIRMATION') return message;
  action.state = reason === null ? 'DONE' : 'FAILED';
  if (reason !== null) action.summary = withReason(action.summary, reason);
  await emitWritten(operation, message);
  return message;
}

async function lockAction({ em }: Operation, id: string): Promise<{ action: Action; message: Message }> {
  const action =
    isId('action', id) && (await em.findOne(ActionEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  const message = action && (await em.findOne(MessageEntity, { id: action.messageId }));
  if (!action || !message) throw notFound('id', 'proposed action', id);
  return { action, message };
}
