import type { FieldChange } from '@rondo/schema/events/envelope.ts';

/* What a run leaves behind: what clients did and heard, and what is in the databases and the log afterwards. */

export interface Recording {
  readonly mutations: readonly Mutation[];
  readonly subscribers: readonly Heard[];
}

export type MutationKind =
  | 'create'
  | 'update'
  | 'complete'
  | 'reopen'
  | 'delete'
  | 'restore'
  | 'repeat'
  | 'createTag'
  | 'renameTag'
  | 'deleteTag'
  | 'remind';

/** One call and what its caller knows of how it ended. */
export interface Mutation {
  readonly userId: string;
  readonly kind: MutationKind;
  /** The task, tag or reminder. */
  readonly subject: string;
  /** A title or name that no other call gives, of those kinds that set one: its effect is known by it. */
  readonly marker: string | null;
  readonly outcome: Outcome;
  /** Milliseconds since 1970 of the call and of its end. */
  readonly from: number;
  readonly to: number;
}

/**
 * `ok`: acknowledged; `eventId` is null where the call says that it changed nothing, undefined where it does not say. `refused`: an
 * answer that says no for good. `unknown`: no answer, or one that says to try again.
 */
export type Outcome =
  | { readonly is: 'ok'; readonly eventId: string | null | undefined }
  | { readonly is: 'refused'; readonly code: string }
  | { readonly is: 'unknown'; readonly reason: string };

/** What one subscriber got of one user's changes, over all its connections. */
export interface Heard {
  readonly name: string;
  readonly userId: string;
  readonly events: readonly HeardEvent[];
}

export interface HeardEvent {
  readonly id: string;
  readonly type: string;
  /** Null of what has no subject with versions. */
  readonly subject: string | null;
  readonly version: number | null;
}

export interface State {
  readonly tasks: readonly TaskRow[];
  readonly tags: readonly TagRow[];
  readonly series: readonly SeriesRow[];
  readonly reminders: readonly ReminderRow[];
  readonly notifications: readonly NotificationRow[];
  /** By user and sequence. */
  readonly activity: readonly ActivityRow[];
  /** Where the hash chains are broken, in words. */
  readonly brokenChains: readonly string[];
  /** In the order of the log, repetitions included: the topics task-events and task-updates. */
  readonly facts: readonly LoggedEvent[];
  readonly updates: readonly LoggedEvent[];
  /** Events that no relay has published. */
  readonly outbox: number;
  /** Of events that a relay has set aside because the broker will not take them: why. */
  readonly refused: readonly string[];
  readonly deadLetters: readonly { readonly group: string; readonly eventId: string }[];
  /** When all this was read, by the database's clock, in milliseconds since 1970. */
  readonly at: number;
}

export interface TaskRow {
  readonly id: string;
  readonly userId: string;
  readonly title: string;
  readonly status: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly seriesId: string | null;
  readonly occurrenceKey: string | null;
}

export interface TagRow {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly version: number;
  readonly deleted: boolean;
}

export interface SeriesRow {
  readonly id: string;
  readonly ended: boolean;
}

export interface ReminderRow {
  readonly id: string;
  readonly userId: string;
  readonly taskId: string;
  readonly state: string;
  /** Milliseconds since 1970; null where it waits no longer. */
  readonly fireAt: number | null;
  readonly at: number;
  readonly firing: number;
  readonly inApp: boolean;
}

export interface NotificationRow {
  readonly id: string;
  readonly taskId: string;
  readonly createdAt: number;
}

export interface ActivityRow {
  readonly id: string;
  readonly userId: string;
  readonly sequence: number;
  readonly type: string;
  readonly subject: string;
  readonly byUser: boolean;
  readonly changes: readonly FieldChange[];
}

export interface LoggedEvent {
  readonly id: string;
  readonly userId: string;
  readonly type: string;
  readonly subject: string;
  readonly version: number | null;
}
