import { type Violation, violation } from './checker.ts';
import type { ActivityRow, Mutation, MutationKind, State } from './recording.ts';

const typeOf: Readonly<Record<MutationKind, string>> = {
  create: 'task.created.v1',
  update: 'task.updated.v1',
  complete: 'task.completed.v1',
  reopen: 'task.reopened.v1',
  delete: 'task.deleted.v1',
  restore: 'task.restored.v1',
  repeat: 'task.updated.v1',
  createTag: 'tag.created.v1',
  renameTag: 'tag.renamed.v1',
  deleteTag: 'tag.deleted.v1',
  remind: 'reminder.scheduled.v1',
};

/** The field in which a kind's effect shows, where its type alone does not tell it from others. */
const fieldOf: Readonly<Partial<Record<MutationKind, string>>> = {
  update: 'title',
  renameTag: 'name',
  repeat: 'series',
};

/** Under an id that the client has chosen: however often sent, there is one. */
const creations: ReadonlySet<string> = new Set<MutationKind>(['create', 'createTag', 'remind']);

/**
 * What was acknowledged happened once, what was refused never, what nobody knows of once or never. Calls that would have the same
 * effect (the same create sent again, a task completed twice) are counted together.
 */
export function* checkMutations(mutations: readonly Mutation[], state: State): Generator<Violation> {
  const accounted = new Set<string>();
  const bySubject = Map.groupBy(
    state.activity.filter(({ byUser }) => byUser),
    ({ subject }) => subject,
  );
  const groups = Map.groupBy(mutations, ({ kind, subject, marker }) => JSON.stringify([kind, subject, marker]));
  for (const calls of groups.values()) {
    const [call] = calls;
    if (!call) continue;
    const effects = (bySubject.get(call.subject) ?? []).filter((entry) => isEffect(entry, call));
    for (const { id } of effects) accounted.add(id);
    yield* compare(calls, effects);
  }
  const users = new Set(mutations.map(({ userId }) => userId));
  const told = new Set(Object.values(typeOf));
  for (const { id, type, subject, userId } of [...bySubject.values()].flat()) {
    // A task's update may also follow from a tag that is gone.
    if (accounted.has(id) || !users.has(userId) || !told.has(type) || type === typeOf.update) continue;
    yield violation('mutation doubled', `${type} ${id} of ${subject}, which nobody asked for`);
  }
}

function isEffect({ type, changes }: ActivityRow, { kind, marker }: Mutation): boolean {
  if (type !== typeOf[kind]) return false;
  const field = fieldOf[kind];
  if (field === undefined) return true;
  const change = changes.find((each) => each.field === field);
  return change !== undefined && (marker === null || change.to === marker);
}

function* compare(calls: readonly Mutation[], effects: readonly ActivityRow[]): Generator<Violation> {
  const [{ kind, subject, marker } = { kind: '', subject: '', marker: null }] = calls;
  const about = `${kind} of ${subject}${marker === null ? '' : ` (${marker})`}`;
  const ids = new Set(effects.map(({ id }) => id));
  const acknowledged = calls.flatMap(({ outcome }) => (outcome.is === 'ok' ? [outcome] : []));
  const unknown = calls.filter(({ outcome }) => outcome.is === 'unknown').length;
  for (const { eventId } of acknowledged) {
    if (typeof eventId === 'string' && !ids.has(eventId)) yield violation('mutation lost', `${about}: ${eventId}`);
  }
  // An acknowledgement without an event says that the effect is there, by this call or one like it.
  const own = acknowledged.filter(({ eventId }) => typeof eventId === 'string').length;
  const vague = acknowledged.filter(({ eventId }) => eventId === undefined).length;
  if (acknowledged.length > 0 && effects.length === 0 && own === 0) yield violation('mutation lost', about);
  const most = creations.has(kind) ? Math.min(1, own + vague + unknown) : own + vague + unknown;
  if (effects.length <= most) return;
  const codes = calls.flatMap(({ outcome }) => (outcome.is === 'refused' ? [outcome.code] : []));
  const refusals = codes.length > 0 ? `; refused with ${codes.join()}` : '';
  const counted = `${about} happened ${effects.length} times, ${most} at most were to be${refusals}`;
  yield violation(
    most === 0 && acknowledged.length === 0 ? 'refused mutation took effect' : 'mutation doubled',
    counted,
  );
}
