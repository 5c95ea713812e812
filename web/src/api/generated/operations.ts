// Generated from src/api/operations by `npm run codegen -w @rondo/web`. Do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocument } from '../document.ts';
/** What a program that holds a token may do. A session may do all of it. */
export type Scope =
  /** Read tasks, tags, series, saved filters, statistics, history, and the stream of task changes. */
  | 'TASKS_READ'
  /** Make, change and delete them, and reminders. */
  | 'TASKS_WRITE'
  /** Read notifications; with TASKS_READ, the stream of everything. */
  | 'NOTIFICATIONS_READ'
  /** Mark notifications as read, set reminders, register browsers for push. */
  | 'NOTIFICATIONS_WRITE'
  /** Make, change and delete webhooks, and read what they delivered. */
  | 'WEBHOOKS'
  /** Change the profile, make and revoke tokens, delete the account. */
  | 'ACCOUNT'
  /** Talk with the assistant. */
  | 'ASSISTANT';

export type ApiTokenInput = {
  /** 1 to 100 characters; BAD_USER_INPUT where blank. Example: Backup */
  name: string;
  /** At least one. Writing does not include reading. */
  scopes: Array<Scope>;
  /** In the future. Example: 2027-01-01T00:00:00.000Z */
  expiresAt?: string | null | undefined;
};

/** What is left out, or null, stays as it is. */
export type ProfileInput = {
  /** 1 to 100 characters; BAD_USER_INPUT where blank. Example: Ada */
  name?: string | null | undefined;
  /** Floating due times follow it. Example: Europe/Paris */
  timeZone?: string | null | undefined;
  /** A language tag (BCP 47), 35 characters at most; kept in its canonical form: `de-at` becomes `de-AT`. */
  locale?: string | null | undefined;
};

/** From `from` up to but not including `to`. */
export type DateTimeRange = {
  from?: string | null | undefined;
  to?: string | null | undefined;
};

export type ActorKind =
  /** The user, signed in. */
  | 'USER'
  /** A program with one of the user's API tokens. */
  | 'API_TOKEN'
  /** The assistant, for the user. */
  | 'ASSISTANT'
  /** A series that made its next occurrence. */
  | 'RECURRENCE'
  /** An import. */
  | 'IMPORT'
  /** Rondo itself: a reminder that fired, a task purged from the bin. */
  | 'SYSTEM';

export type MessageRole =
  | 'USER'
  | 'ASSISTANT';

export type ActionState =
  | 'DONE'
  /** Nothing is done before `confirmAction`. */
  | 'NEEDS_CONFIRMATION'
  | 'REJECTED'
  /** Nothing was done; `summary` ends with the reason. */
  | 'FAILED';

/** Where a task stands. OPEN and IN_PROGRESS are open: they can be overdue, and count in `openTaskCount`. */
export type TaskStatus =
  | 'OPEN'
  | 'IN_PROGRESS'
  /** Done; `completedAt` says when. */
  | 'COMPLETED'
  /** Given up, or, of a series, skipped. */
  | 'CANCELLED';

export type Priority =
  | 'HIGH'
  | 'MEDIUM'
  | 'LOW'
  | 'NONE';

/** A way to reach the user. Each is delivered, retried and shown on its own. */
export type Channel =
  /** A Notification, heard on the change stream. */
  | 'IN_APP'
  /** A mail to the account's address; an account without one (anonymous) has this channel FAILED. */
  | 'EMAIL'
  /** A push to each browser that was registered. */
  | 'WEB_PUSH';

export type ReminderState =
  /** Waits for its moment, or is just being delivered. */
  | 'SCHEDULED'
  /** Reached the user on one channel at least. */
  | 'SENT'
  /** Reached the user on no channel; `deliveries` say why. */
  | 'FAILED'
  /** The user has seen it. Stays so. */
  | 'ACKNOWLEDGED'
  /** Comes again at `at`. */
  | 'SNOOZED'
  /**
   * Will not come: its task is completed, cancelled or in the bin, or its due time was taken away or moved so that the moment
   * had passed. It is SCHEDULED again when the task is reopened or restored, or its due time moves, if its moment is ahead then.
   */
  | 'CANCELLED';

export type ChangeKind =
  | 'CREATED'
  | 'UPDATED'
  | 'COMPLETED'
  | 'REOPENED'
  /** Of a task: into the bin. Of a tag: it is gone, or has been merged into another. */
  | 'DELETED'
  | 'RESTORED';

/** Exactly one of `at` and `before`. */
export type ReminderInput = {
  /** A client-made id, so that the call can be repeated blindly: `reminder_` and a UUIDv7 in Crockford base32. */
  id?: string | null | undefined;
  /** An instant ahead. Example: 2026-03-29T07:30:00.000Z */
  at?: string | null | undefined;
  /**
   * How long before the due time, zero or more; follows the due time when that changes, and each next occurrence of a series gets its own.
   * Days and longer are counted on the calendar of the due's time zone, hours and shorter on the clock. A due without time counts from the start of
   * its day. Examples: PT15M, P1D
   */
  before?: string | null | undefined;
  /** Where absent or empty: IN_APP and EMAIL, and WEB_PUSH where the viewer has registered a browser. */
  channels?: Array<Channel> | null | undefined;
};

export type DeliveryState =
  /** Is tried, or will be again. */
  | 'PENDING'
  | 'DELIVERED'
  /** Given up; `lastError` says why. */
  | 'FAILED';

export type WebhookInput = {
  /** An https URL on the public internet, of at most 2 000 characters. Example: https://example.com/hooks/rondo */
  url: string;
  /** Types of events, of `webhookEventTypes`; empty means all. Where absent: all on creation, unchanged on update. Example: task.completed.v1 */
  events?: Array<string> | null | undefined;
  /** Where absent: true on creation, unchanged on update. */
  enabled?: boolean | null | undefined;
};

export type RecurrenceMode =
  /** Next follows the rule from the scheduled time. */
  | 'SCHEDULE'
  /** Next is counted from the day it was completed. */
  | 'COMPLETION';

export type MissedPolicy =
  /** Late completion jumps to the next occurrence still ahead. */
  | 'SKIP'
  /** Every missed occurrence becomes a task. */
  | 'KEEP';

export type RecurrenceInput = {
  /**
   * An RFC 5545 RRULE value without DTSTART. FREQ is HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY; INTERVAL 1 to 1000; COUNT 1 to
   * 10000, or UNTIL. It must occur at least once. Example: FREQ=WEEKLY;BYDAY=MO,WE
   */
  rule: string;
  mode?: RecurrenceMode | null | undefined;
  missed?: MissedPolicy | null | undefined;
};

/** No `timeZone`: floating, that is on the owner's clock wherever they are. */
export type DueInput = {
  /** Example: 2026-03-29 */
  date: string;
  /** Absent: the whole day. Example: 09:30:00 */
  time?: string | null | undefined;
  /** Example: Europe/Paris */
  timeZone?: string | null | undefined;
};

export type OccurrenceNote =
  /** The wall time does not exist that day; moved forward by the gap. */
  | 'DST_GAP'
  /** The wall time happens twice; the first is meant. */
  | 'DST_OVERLAP'
  /** This occurrence was moved; the next ones keep their place. */
  | 'MOVED'
  /** This occurrence was skipped. */
  | 'SKIPPED';

export type CreateTagInput = {
  /** A client-made id, so that the call can be repeated blindly: `tag_` and a UUIDv7 in Crockford base32. */
  id?: string | null | undefined;
  /** 1 to 100 characters, unique among the viewer's tags, case ignored. */
  name: string;
  /** #rrggbb; one is chosen where absent. */
  color?: string | null | undefined;
};

export type UpdateTagInput = {
  name?: string | null | undefined;
  color?: string | null | undefined;
};

/**
 * All that is given applies. Of a list, any one: an empty list is met by no task. Ids that are not the viewer's match
 * nothing. At most 200 conditions, nested at most 20 deep.
 */
export type TaskFilter = {
  and?: Array<TaskFilter> | null | undefined;
  or?: Array<TaskFilter> | null | undefined;
  not?: TaskFilter | null | undefined;
  status?: Array<TaskStatus> | null | undefined;
  priority?: Array<Priority> | null | undefined;
  tags?: TagMatch | null | undefined;
  due?: DueMatch | null | undefined;
  createdAt?: DateTimeRange | null | undefined;
  /** Met only by completed tasks. */
  completedAt?: DateTimeRange | null | undefined;
  seriesId?: string | null | undefined;
  /** Subtasks of that task. */
  parentId?: string | null | undefined;
  /** Words that title and description together contain: whole, as a beginning, or with a typing mistake. Up to 500 characters. Example: oat milk */
  search?: string | null | undefined;
  /** true: tasks in the bin, and only those. Read at the top of the filter; BAD_USER_INPUT inside and, or, not. */
  deleted?: boolean | null | undefined;
};

/** By ids of tags. `any`: at least one of them; `all`: every one; `none`: not one. Up to 100 ids each. */
export type TagMatch = {
  any?: Array<string> | null | undefined;
  all?: Array<string> | null | undefined;
  none?: Array<string> | null | undefined;
};

/** From `from` up to but not including `to`, by `Due.at`. */
export type DueMatch = {
  from?: string | null | undefined;
  to?: string | null | undefined;
  /** true: open, and past its due; due on a whole day, that day has passed. false: all others. */
  overdue?: boolean | null | undefined;
  /** true: without a due. false: with one. */
  isNull?: boolean | null | undefined;
};

export type TaskSortField =
  /** By `Due.at`; tasks without a due come last in both directions. */
  | 'DUE'
  | 'CREATED'
  | 'UPDATED'
  /** Ascending: NONE, LOW, MEDIUM, HIGH. */
  | 'PRIORITY'
  /** Case, accents and punctuation do not count. */
  | 'TITLE'
  /**
   * How well the words searched for (`filter.search`, `query`) are met: in the title before in the description, and there
   * as whole words before beginnings before typing mistakes. The best is first in both directions.
   */
  | 'RELEVANCE';

export type SortDirection =
  | 'ASC'
  | 'DESC';

export type TaskSort = {
  field: TaskSortField;
  direction?: SortDirection;
};

export type CreateTaskInput = {
  /** A client-made id, so that the call can be repeated blindly: `task_` and a UUIDv7 in Crockford base32. */
  id?: string | null | undefined;
  /** 1 to 500 characters. */
  title: string;
  /** Up to 50000 characters. */
  description?: string | null | undefined;
  /** NONE where absent. */
  priority?: Priority | null | undefined;
  due?: DueInput | null | undefined;
  /** Tags of the viewer's. With `tagNames` at most 50. */
  tagIds?: Array<string> | null | undefined;
  /** Made if new; 1 to 100 characters each, case ignored. */
  tagNames?: Array<string> | null | undefined;
  /** A task of the viewer's, outside the bin, to be the subtask of. */
  parentId?: string | null | undefined;
  /** Makes a series. Without `due`, the first occurrence from today on, for the whole day, becomes the due; a due that the rule does not produce moves on to the first one that it does. */
  recurrence?: RecurrenceInput | null | undefined;
  /** At most 20. */
  reminders?: Array<ReminderInput> | null | undefined;
};

/** What is absent stays as it is. null clears where there is something to clear: description, priority, due, tagIds, parentId. */
export type UpdateTaskInput = {
  /** 1 to 500 characters; not null. */
  title?: string | null | undefined;
  /** Up to 50000 characters. */
  description?: string | null | undefined;
  /**
   * Not null. To COMPLETED is what completeTask does, from COMPLETED or CANCELLED to OPEN what reopenTask does. CANCELLED,
   * of an occurrence, moves its series on as completing does.
   */
  status?: TaskStatus | null | undefined;
  priority?: Priority | null | undefined;
  /** Moves this task; of a series, this occurrence only. */
  due?: DueInput | null | undefined;
  /** All its tags from now on, at most 50. */
  tagIds?: Array<string> | null | undefined;
  /** BAD_USER_INPUT where the task would become a subtask of itself, at any depth. */
  parentId?: string | null | undefined;
};

export type ViewerFieldsFragment = { id: string, email: string, name: string, timeZone: string, locale: string, anonymous: boolean, createdAt: string };

export type TagFieldsFragment = { id: string, name: string, color: string, version: number, createdAt: string };

export type SavedFilterFieldsFragment = { id: string, name: string, query: string };

export type NotificationFieldsFragment = { id: string, title: string, body: string, readAt: string | null, createdAt: string, task: { id: string, reminders: Array<{ id: string, state: ReminderState }> } | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, email: string, name: string, timeZone: string, locale: string, anonymous: boolean, createdAt: string } | null };

export type TagPageQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type TagPageQuery = { tags: { nodes: Array<{ id: string, name: string, color: string, version: number, createdAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SavedFiltersQueryVariables = Exact<{ [key: string]: never; }>;


export type SavedFiltersQuery = { savedFilters: Array<{ id: string, name: string, query: string }> };

export type NotificationsQueryVariables = Exact<{ [key: string]: never; }>;


export type NotificationsQuery = { notifications: { unreadCount: number, nodes: Array<{ id: string, title: string, body: string, readAt: string | null, createdAt: string, task: { id: string, reminders: Array<{ id: string, state: ReminderState }> } | null }> } };

export type UnreadCountQueryVariables = Exact<{ [key: string]: never; }>;


export type UnreadCountQuery = { notifications: { unreadCount: number } };

export type StatisticsQueryVariables = Exact<{
  from: string;
  to: string;
  timeZone?: string | null | undefined;
}>;


export type StatisticsQuery = { taskStatistics: { overdue: number, streakDays: number, medianHoursToComplete: number | null, completedByDay: Array<{ date: string, count: number }>, createdByDay: Array<{ date: string, count: number }>, openByPriority: Array<{ priority: Priority, count: number }>, openByTag: Array<{ count: number, tag: { id: string, name: string, color: string } }> } };

export type PushPublicKeyQueryVariables = Exact<{ [key: string]: never; }>;


export type PushPublicKeyQuery = { pushPublicKey: string };

export type UpdateProfileMutationVariables = Exact<{
  input: ProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile: { id: string, email: string, name: string, timeZone: string, locale: string, anonymous: boolean, createdAt: string } };

export type DeleteAccountMutationVariables = Exact<{
  confirmEmail: string;
}>;


export type DeleteAccountMutation = { deleteAccount: boolean };

export type SaveFilterMutationVariables = Exact<{
  id?: string | null | undefined;
  name: string;
  query: string;
}>;


export type SaveFilterMutation = { saveFilter: { id: string, name: string, query: string } };

export type DeleteSavedFilterMutationVariables = Exact<{
  id: string;
}>;


export type DeleteSavedFilterMutation = { deleteSavedFilter: string };

export type CreateTagMutationVariables = Exact<{
  input: CreateTagInput;
}>;


export type CreateTagMutation = { createTag: { tag: { id: string, name: string, color: string, version: number, createdAt: string } } };

export type UpdateTagMutationVariables = Exact<{
  id: string;
  input: UpdateTagInput;
}>;


export type UpdateTagMutation = { updateTag: { tag: { id: string, name: string, color: string, version: number, createdAt: string } } };

export type MergeTagsMutationVariables = Exact<{
  from: Array<string> | string;
  into: string;
}>;


export type MergeTagsMutation = { mergeTags: { tag: { id: string, name: string, color: string, version: number, createdAt: string } } };

export type DeleteTagMutationVariables = Exact<{
  id: string;
}>;


export type DeleteTagMutation = { deleteTag: { id: string } };

export type MarkNotificationsReadMutationVariables = Exact<{
  ids?: Array<string> | string | null | undefined;
  all?: boolean | null | undefined;
}>;


export type MarkNotificationsReadMutation = { markNotificationsRead: number };

export type RegisterPushSubscriptionMutationVariables = Exact<{
  endpoint: string;
  p256dh: string;
  auth: string;
}>;


export type RegisterPushSubscriptionMutation = { registerPushSubscription: string };

export type RemovePushSubscriptionMutationVariables = Exact<{
  endpoint: string;
}>;


export type RemovePushSubscriptionMutation = { removePushSubscription: boolean };

export type MessageFieldsFragment = { id: string, conversationId: string, role: MessageRole, text: string, complete: boolean, createdAt: string, actions: Array<{ id: string, tool: string, summary: string, state: ActionState }> };

export type ConversationsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ConversationsQuery = { conversations: { nodes: Array<{ id: string, title: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ConversationMessagesQueryVariables = Exact<{
  id: string;
  before?: string | null | undefined;
}>;


export type ConversationMessagesQuery = { conversation: { id: string, messages: { nodes: Array<{ id: string, conversationId: string, role: MessageRole, text: string, complete: boolean, createdAt: string, actions: Array<{ id: string, tool: string, summary: string, state: ActionState }> }>, pageInfo: { hasPreviousPage: boolean, startCursor: string | null } } } | null };

export type SendMessageMutationVariables = Exact<{
  conversationId?: string | null | undefined;
  text: string;
}>;


export type SendMessageMutation = { sendMessage: { id: string, conversationId: string, role: MessageRole, text: string, complete: boolean, createdAt: string, actions: Array<{ id: string, tool: string, summary: string, state: ActionState }> } };

export type ConfirmActionMutationVariables = Exact<{
  id: string;
  accept: boolean;
}>;


export type ConfirmActionMutation = { confirmAction: { id: string, conversationId: string, role: MessageRole, text: string, complete: boolean, createdAt: string, actions: Array<{ id: string, tool: string, summary: string, state: ActionState }> } };

export type MessageStreamSubscriptionVariables = Exact<{
  conversationId: string;
}>;


export type MessageStreamSubscription = { messageStream: { id: string, conversationId: string, role: MessageRole, text: string, complete: boolean, createdAt: string, actions: Array<{ id: string, tool: string, summary: string, state: ActionState }> } };

export type ChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ChangesSubscription = { changes:
    | { __typename: 'TaskChange', kind: ChangeKind, taskId: string, version: number, id: string, cursor: string, type: string, task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } | null }
    | { __typename: 'TagChange', kind: ChangeKind, tagId: string, id: string, cursor: string, type: string, tag: { id: string, name: string, color: string, version: number, createdAt: string } | null }
    | { __typename: 'ReminderChange', reminderId: string, state: ReminderState, id: string, cursor: string, type: string, reminder: { id: string, task: { id: string } } | null }
    | { __typename: 'NotificationChange', id: string, cursor: string, type: string, notification: { id: string, title: string, body: string, readAt: string | null, createdAt: string, task: { id: string, reminders: Array<{ id: string, state: ReminderState }> } | null } | null }
   };

export type ReminderFieldsFragment = { id: string, at: string, before: string | null, channels: Array<Channel>, state: ReminderState, deliveries: Array<{ channel: Channel, state: DeliveryState, lastError: string | null }> };

export type OccurrenceFieldsFragment = { key: string, at: string, local: string, offset: string, note: OccurrenceNote | null };

export type SeriesFieldsFragment = { id: string, rule: string, summary: string, mode: RecurrenceMode, missed: MissedPolicy, timeZone: string, ended: boolean, upcoming: Array<{ key: string, at: string, local: string, offset: string, note: OccurrenceNote | null }> };

export type TaskDetailQueryVariables = Exact<{
  id: string;
}>;


export type TaskDetailQuery = { task: { id: string, occurrenceKey: string | null, series: { id: string, rule: string, summary: string, mode: RecurrenceMode, missed: MissedPolicy, timeZone: string, ended: boolean, upcoming: Array<{ key: string, at: string, local: string, offset: string, note: OccurrenceNote | null }> } | null, reminders: Array<{ id: string, at: string, before: string | null, channels: Array<Channel>, state: ReminderState, deliveries: Array<{ channel: Channel, state: DeliveryState, lastError: string | null }> }> } | null };

export type SeriesUpcomingQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type SeriesUpcomingQuery = { nodes: Array<
    | { id: string, upcoming: Array<{ key: string, at: string, local: string, offset: string, note: OccurrenceNote | null }> }
    | Record<PropertyKey, never>
   | null> };

export type TaskHistoryQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type TaskHistoryQuery = { task: { id: string, history: { nodes: Array<{ id: string, type: string, at: string, sequence: number, actor: { kind: ActorKind, name: string | null }, changes: Array<{ field: string, from: string | null, to: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type TaskAsOfQueryVariables = Exact<{
  id: string;
  at: string;
}>;


export type TaskAsOfQuery = { task: { id: string, asOf: { title: string, description: string, status: TaskStatus, priority: Priority, version: number, at: string, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string, color: string }> } | null } | null };

export type PreviewRecurrenceQueryVariables = Exact<{
  rule: string;
  start: string;
  timeZone: string;
}>;


export type PreviewRecurrenceQuery = { previewRecurrence: { finite: boolean, summary: string, occurrences: Array<{ key: string, at: string, local: string, offset: string, note: OccurrenceNote | null }> } };

export type SetRecurrenceMutationVariables = Exact<{
  taskId: string;
  recurrence: RecurrenceInput;
}>;


export type SetRecurrenceMutation = { setRecurrence: { task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } } };

export type RemoveRecurrenceMutationVariables = Exact<{
  taskId: string;
}>;


export type RemoveRecurrenceMutation = { removeRecurrence: { task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } } };

export type SkipOccurrenceMutationVariables = Exact<{
  taskId: string;
}>;


export type SkipOccurrenceMutation = { skipOccurrence: { task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } } };

export type RescheduleOccurrenceMutationVariables = Exact<{
  taskId: string;
  due: DueInput;
}>;


export type RescheduleOccurrenceMutation = { rescheduleOccurrence: { task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } } };

export type AddReminderMutationVariables = Exact<{
  taskId: string;
  reminder: ReminderInput;
}>;


export type AddReminderMutation = { addReminder: { id: string, at: string, before: string | null, channels: Array<Channel>, state: ReminderState, deliveries: Array<{ channel: Channel, state: DeliveryState, lastError: string | null }> } };

export type RemoveReminderMutationVariables = Exact<{
  id: string;
}>;


export type RemoveReminderMutation = { removeReminder: string };

export type SnoozeReminderMutationVariables = Exact<{
  id: string;
  for?: string | null | undefined;
}>;


export type SnoozeReminderMutation = { snoozeReminder: { id: string, at: string, before: string | null, channels: Array<Channel>, state: ReminderState, deliveries: Array<{ channel: Channel, state: DeliveryState, lastError: string | null }> } };

export type AcknowledgeReminderMutationVariables = Exact<{
  id: string;
}>;


export type AcknowledgeReminderMutation = { acknowledgeReminder: { id: string, at: string, before: string | null, channels: Array<Channel>, state: ReminderState, deliveries: Array<{ channel: Channel, state: DeliveryState, lastError: string | null }> } };

export type ApiTokenFieldsFragment = { id: string, name: string, scopes: Array<Scope>, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, prefix: string };

export type WebhookFieldsFragment = { id: string, url: string, events: Array<string>, enabled: boolean, disabledReason: string | null };

export type WebhookDeliveryFieldsFragment = { eventId: string, state: DeliveryState, attempts: number, lastStatus: number | null, lastError: string | null, nextAttemptAt: string | null };

export type ApiTokensQueryVariables = Exact<{ [key: string]: never; }>;


export type ApiTokensQuery = { viewer: { id: string, apiTokens: Array<{ id: string, name: string, scopes: Array<Scope>, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, prefix: string }> } | null };

export type CreateApiTokenMutationVariables = Exact<{
  input: ApiTokenInput;
}>;


export type CreateApiTokenMutation = { createApiToken: { secret: string, token: { id: string, name: string, scopes: Array<Scope>, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, prefix: string } } };

export type RevokeApiTokenMutationVariables = Exact<{
  id: string;
}>;


export type RevokeApiTokenMutation = { revokeApiToken: string };

export type WebhooksQueryVariables = Exact<{ [key: string]: never; }>;


export type WebhooksQuery = { webhookEventTypes: Array<string>, webhooks: Array<{ id: string, url: string, events: Array<string>, enabled: boolean, disabledReason: string | null }> };

export type WebhookDeliveriesQueryVariables = Exact<{
  id: string;
}>;


export type WebhookDeliveriesQuery = { node:
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string, deliveries: Array<{ eventId: string, state: DeliveryState, attempts: number, lastStatus: number | null, lastError: string | null, nextAttemptAt: string | null }> }
    | { id: string }
   | null };

export type CreateWebhookMutationVariables = Exact<{
  input: WebhookInput;
}>;


export type CreateWebhookMutation = { createWebhook: { secret: string, webhook: { id: string, url: string, events: Array<string>, enabled: boolean, disabledReason: string | null } } };

export type UpdateWebhookMutationVariables = Exact<{
  id: string;
  input: WebhookInput;
}>;


export type UpdateWebhookMutation = { updateWebhook: { id: string, url: string, events: Array<string>, enabled: boolean, disabledReason: string | null } };

export type RotateWebhookSecretMutationVariables = Exact<{
  id: string;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret: { secret: string, webhook: { id: string, url: string, events: Array<string>, enabled: boolean, disabledReason: string | null } } };

export type DeleteWebhookMutationVariables = Exact<{
  id: string;
}>;


export type DeleteWebhookMutation = { deleteWebhook: string };

export type RedeliverWebhookMutationVariables = Exact<{
  id: string;
  eventId: string;
}>;


export type RedeliverWebhookMutation = { redeliverWebhook: { eventId: string, state: DeliveryState, attempts: number, lastStatus: number | null, lastError: string | null, nextAttemptAt: string | null } };

export type ImportTasksMutationVariables = Exact<{
  format: string;
  content: string;
}>;


export type ImportTasksMutation = { importTasks: { id: string, total: number, done: number, failed: number, finished: boolean, errors: Array<string> } };

export type ImportJobFieldsFragment = { id: string, total: number, done: number, failed: number, finished: boolean, errors: Array<string> };

export type ImportProgressQueryVariables = Exact<{
  id: string;
}>;


export type ImportProgressQuery = { node:
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string, total: number, done: number, failed: number, finished: boolean, errors: Array<string> }
   | null };

export type DueFieldsFragment = { date: string, time: string | null, timeZone: string, floating: boolean, at: string };

export type TaskFieldsFragment = { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> };

export type TaskPageQueryVariables = Exact<{
  query?: string | null | undefined;
  filter?: TaskFilter | null | undefined;
  sort?: Array<TaskSort> | TaskSort | null | undefined;
  after?: string | null | undefined;
}>;


export type TaskPageQuery = { tasks: { nodes: Array<{ id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TaskTotalsQueryVariables = Exact<{ [key: string]: never; }>;


export type TaskTotalsQuery = { open: { totalCount: number }, closed: { totalCount: number }, bin: { totalCount: number } };

export type StreamCursorQueryVariables = Exact<{ [key: string]: never; }>;


export type StreamCursorQuery = { streamCursor: string };

export type TaskVersionQueryVariables = Exact<{
  id: string;
}>;


export type TaskVersionQuery = { task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } | null };

export type ParseTaskQueryVariables = Exact<{
  text: string;
}>;


export type ParseTaskQuery = { parseTask: { title: string, priority: Priority, tags: Array<string>, rule: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, parts: Array<{ kind: string, text: string, start: number, end: number }> } };

export type CreateTaskMutationVariables = Exact<{
  input: CreateTaskInput;
}>;


export type CreateTaskMutation = { createTask: { eventId: string | null, task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } } };

export type QuickAddTaskMutationVariables = Exact<{
  text: string;
  id?: string | null | undefined;
}>;


export type QuickAddTaskMutation = { quickAddTask: { eventId: string | null, task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } } };

export type UpdateTaskMutationVariables = Exact<{
  id: string;
  input: UpdateTaskInput;
  expectedVersion?: number | null | undefined;
}>;


export type UpdateTaskMutation = { updateTask: { eventId: string | null, task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } } };

export type CompleteTaskMutationVariables = Exact<{
  id: string;
}>;


export type CompleteTaskMutation = { completeTask: { eventId: string | null, task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } } };

export type ReopenTaskMutationVariables = Exact<{
  id: string;
}>;


export type ReopenTaskMutation = { reopenTask: { eventId: string | null, task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } } };

export type DeleteTaskMutationVariables = Exact<{
  id: string;
}>;


export type DeleteTaskMutation = { deleteTask: { id: string, eventId: string } };

export type RestoreTaskMutationVariables = Exact<{
  id: string;
}>;


export type RestoreTaskMutation = { restoreTask: { eventId: string | null, task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } } };

export type RevertTaskMutationVariables = Exact<{
  id: string;
  to: string;
  expectedVersion?: number | null | undefined;
}>;


export type RevertTaskMutation = { revertTask: { eventId: string | null, task: { id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> } } };

export type UpdateTasksMutationVariables = Exact<{
  ids: Array<string> | string;
  input: UpdateTaskInput;
}>;


export type UpdateTasksMutation = { updateTasks: { tasks: Array<{ id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> }> } };

export type CompleteTasksMutationVariables = Exact<{
  ids: Array<string> | string;
}>;


export type CompleteTasksMutation = { completeTasks: { tasks: Array<{ id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> }> } };

export type DeleteTasksMutationVariables = Exact<{
  ids: Array<string> | string;
}>;


export type DeleteTasksMutation = { deleteTasks: { tasks: Array<{ id: string, title: string, description: string, status: TaskStatus, priority: Priority, version: number, createdAt: string, updatedAt: string, completedAt: string | null, deletedAt: string | null, due: { date: string, time: string | null, timeZone: string, floating: boolean, at: string } | null, tags: Array<{ id: string, name: string }>, parent: { id: string } | null, series: { id: string, summary: string } | null, reminders: Array<{ id: string, state: ReminderState }> }> } };

export const ViewerDocument = 'query Viewer{viewer{...ViewerFields}}fragment ViewerFields on User{id email name timeZone locale anonymous createdAt}' as TypedDocument<ViewerQuery, ViewerQueryVariables>;
export const TagPageDocument = 'query TagPage($after:String){tags(first:100 after:$after){nodes{...TagFields}pageInfo{hasNextPage endCursor}}}fragment TagFields on Tag{id name color version createdAt}' as TypedDocument<TagPageQuery, TagPageQueryVariables>;
export const SavedFiltersDocument = 'query SavedFilters{savedFilters{...SavedFilterFields}}fragment SavedFilterFields on SavedFilter{id name query}' as TypedDocument<SavedFiltersQuery, SavedFiltersQueryVariables>;
export const NotificationsDocument = 'query Notifications{notifications(first:30){nodes{...NotificationFields}unreadCount}}fragment NotificationFields on Notification{id title body readAt createdAt task{id reminders{id state}}}' as TypedDocument<NotificationsQuery, NotificationsQueryVariables>;
export const UnreadCountDocument = 'query UnreadCount{notifications(first:1){unreadCount}}' as TypedDocument<UnreadCountQuery, UnreadCountQueryVariables>;
export const StatisticsDocument = 'query Statistics($from:Date!$to:Date!$timeZone:TimeZone){taskStatistics(from:$from to:$to timeZone:$timeZone){completedByDay{date count}createdByDay{date count}openByPriority{priority count}openByTag{tag{id name color}count}overdue streakDays medianHoursToComplete}}' as TypedDocument<StatisticsQuery, StatisticsQueryVariables>;
export const PushPublicKeyDocument = 'query PushPublicKey{pushPublicKey}' as TypedDocument<PushPublicKeyQuery, PushPublicKeyQueryVariables>;
export const UpdateProfileDocument = 'mutation UpdateProfile($input:ProfileInput!){updateProfile(input:$input){...ViewerFields}}fragment ViewerFields on User{id email name timeZone locale anonymous createdAt}' as TypedDocument<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const DeleteAccountDocument = 'mutation DeleteAccount($confirmEmail:String!){deleteAccount(confirmEmail:$confirmEmail)}' as TypedDocument<DeleteAccountMutation, DeleteAccountMutationVariables>;
export const SaveFilterDocument = 'mutation SaveFilter($id:ID$name:String!$query:String!){saveFilter(id:$id name:$name query:$query){...SavedFilterFields}}fragment SavedFilterFields on SavedFilter{id name query}' as TypedDocument<SaveFilterMutation, SaveFilterMutationVariables>;
export const DeleteSavedFilterDocument = 'mutation DeleteSavedFilter($id:ID!){deleteSavedFilter(id:$id)}' as TypedDocument<DeleteSavedFilterMutation, DeleteSavedFilterMutationVariables>;
export const CreateTagDocument = 'mutation CreateTag($input:CreateTagInput!){createTag(input:$input){tag{...TagFields}}}fragment TagFields on Tag{id name color version createdAt}' as TypedDocument<CreateTagMutation, CreateTagMutationVariables>;
export const UpdateTagDocument = 'mutation UpdateTag($id:ID!$input:UpdateTagInput!){updateTag(id:$id input:$input){tag{...TagFields}}}fragment TagFields on Tag{id name color version createdAt}' as TypedDocument<UpdateTagMutation, UpdateTagMutationVariables>;
export const MergeTagsDocument = 'mutation MergeTags($from:[ID!]!$into:ID!){mergeTags(from:$from into:$into){tag{...TagFields}}}fragment TagFields on Tag{id name color version createdAt}' as TypedDocument<MergeTagsMutation, MergeTagsMutationVariables>;
export const DeleteTagDocument = 'mutation DeleteTag($id:ID!){deleteTag(id:$id){id}}' as TypedDocument<DeleteTagMutation, DeleteTagMutationVariables>;
export const MarkNotificationsReadDocument = 'mutation MarkNotificationsRead($ids:[ID!]$all:Boolean){markNotificationsRead(ids:$ids all:$all)}' as TypedDocument<MarkNotificationsReadMutation, MarkNotificationsReadMutationVariables>;
export const RegisterPushSubscriptionDocument = 'mutation RegisterPushSubscription($endpoint:String!$p256dh:String!$auth:String!){registerPushSubscription(endpoint:$endpoint p256dh:$p256dh auth:$auth)}' as TypedDocument<RegisterPushSubscriptionMutation, RegisterPushSubscriptionMutationVariables>;
export const RemovePushSubscriptionDocument = 'mutation RemovePushSubscription($endpoint:String!){removePushSubscription(endpoint:$endpoint)}' as TypedDocument<RemovePushSubscriptionMutation, RemovePushSubscriptionMutationVariables>;
export const ConversationsDocument = 'query Conversations($after:String){conversations(first:50 after:$after){nodes{id title}pageInfo{hasNextPage endCursor}}}' as TypedDocument<ConversationsQuery, ConversationsQueryVariables>;
export const ConversationMessagesDocument = 'query ConversationMessages($id:ID!$before:String){conversation(id:$id){id messages(last:50 before:$before){nodes{...MessageFields}pageInfo{hasPreviousPage startCursor}}}}fragment MessageFields on Message{id conversationId role text complete createdAt actions{id tool summary state}}' as TypedDocument<ConversationMessagesQuery, ConversationMessagesQueryVariables>;
export const SendMessageDocument = 'mutation SendMessage($conversationId:ID$text:String!){sendMessage(conversationId:$conversationId text:$text){...MessageFields}}fragment MessageFields on Message{id conversationId role text complete createdAt actions{id tool summary state}}' as TypedDocument<SendMessageMutation, SendMessageMutationVariables>;
export const ConfirmActionDocument = 'mutation ConfirmAction($id:ID!$accept:Boolean!){confirmAction(id:$id accept:$accept){...MessageFields}}fragment MessageFields on Message{id conversationId role text complete createdAt actions{id tool summary state}}' as TypedDocument<ConfirmActionMutation, ConfirmActionMutationVariables>;
export const MessageStreamDocument = 'subscription MessageStream($conversationId:ID!){messageStream(conversationId:$conversationId){...MessageFields}}fragment MessageFields on Message{id conversationId role text complete createdAt actions{id tool summary state}}' as TypedDocument<MessageStreamSubscription, MessageStreamSubscriptionVariables>;
export const ChangesDocument = 'subscription Changes($after:String){changes(after:$after){__typename id cursor type ...on TaskChange{kind taskId version task{...TaskFields}}...on TagChange{kind tagId tag{...TagFields}}...on ReminderChange{reminderId state reminder{id task{id}}}...on NotificationChange{notification{...NotificationFields}}}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}fragment TagFields on Tag{id name color version createdAt}fragment NotificationFields on Notification{id title body readAt createdAt task{id reminders{id state}}}' as TypedDocument<ChangesSubscription, ChangesSubscriptionVariables>;
export const TaskDetailDocument = 'query TaskDetail($id:ID!){task(id:$id){id occurrenceKey series{...SeriesFields}reminders{...ReminderFields}}}fragment SeriesFields on Series{id rule summary mode missed timeZone ended upcoming(first:10){...OccurrenceFields}}fragment OccurrenceFields on Occurrence{key at local offset note}fragment ReminderFields on Reminder{id at before channels state deliveries{channel state lastError}}' as TypedDocument<TaskDetailQuery, TaskDetailQueryVariables>;
export const SeriesUpcomingDocument = 'query SeriesUpcoming($ids:[ID!]!){nodes(ids:$ids){...on Series{id upcoming(first:50){...OccurrenceFields}}}}fragment OccurrenceFields on Occurrence{key at local offset note}' as TypedDocument<SeriesUpcomingQuery, SeriesUpcomingQueryVariables>;
export const TaskHistoryDocument = 'query TaskHistory($id:ID!$after:String){task(id:$id){id history(first:30 after:$after){nodes{id type actor{kind name}at changes{field from to}sequence}pageInfo{hasNextPage endCursor}}}}' as TypedDocument<TaskHistoryQuery, TaskHistoryQueryVariables>;
export const TaskAsOfDocument = 'query TaskAsOf($id:ID!$at:DateTime!){task(id:$id){id asOf(at:$at){title description status priority due{...DueFields}tags{id name color}version at}}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<TaskAsOfQuery, TaskAsOfQueryVariables>;
export const PreviewRecurrenceDocument = 'query PreviewRecurrence($rule:String!$start:LocalDateTime!$timeZone:TimeZone!){previewRecurrence(rule:$rule start:$start timeZone:$timeZone first:10){occurrences{...OccurrenceFields}finite summary}}fragment OccurrenceFields on Occurrence{key at local offset note}' as TypedDocument<PreviewRecurrenceQuery, PreviewRecurrenceQueryVariables>;
export const SetRecurrenceDocument = 'mutation SetRecurrence($taskId:ID!$recurrence:RecurrenceInput!){setRecurrence(taskId:$taskId recurrence:$recurrence){task{...TaskFields}}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<SetRecurrenceMutation, SetRecurrenceMutationVariables>;
export const RemoveRecurrenceDocument = 'mutation RemoveRecurrence($taskId:ID!){removeRecurrence(taskId:$taskId){task{...TaskFields}}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<RemoveRecurrenceMutation, RemoveRecurrenceMutationVariables>;
export const SkipOccurrenceDocument = 'mutation SkipOccurrence($taskId:ID!){skipOccurrence(taskId:$taskId){task{...TaskFields}}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<SkipOccurrenceMutation, SkipOccurrenceMutationVariables>;
export const RescheduleOccurrenceDocument = 'mutation RescheduleOccurrence($taskId:ID!$due:DueInput!){rescheduleOccurrence(taskId:$taskId due:$due){task{...TaskFields}}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<RescheduleOccurrenceMutation, RescheduleOccurrenceMutationVariables>;
export const AddReminderDocument = 'mutation AddReminder($taskId:ID!$reminder:ReminderInput!){addReminder(taskId:$taskId reminder:$reminder){...ReminderFields}}fragment ReminderFields on Reminder{id at before channels state deliveries{channel state lastError}}' as TypedDocument<AddReminderMutation, AddReminderMutationVariables>;
export const RemoveReminderDocument = 'mutation RemoveReminder($id:ID!){removeReminder(id:$id)}' as TypedDocument<RemoveReminderMutation, RemoveReminderMutationVariables>;
export const SnoozeReminderDocument = 'mutation SnoozeReminder($id:ID!$for:Duration){snoozeReminder(id:$id for:$for){...ReminderFields}}fragment ReminderFields on Reminder{id at before channels state deliveries{channel state lastError}}' as TypedDocument<SnoozeReminderMutation, SnoozeReminderMutationVariables>;
export const AcknowledgeReminderDocument = 'mutation AcknowledgeReminder($id:ID!){acknowledgeReminder(id:$id){...ReminderFields}}fragment ReminderFields on Reminder{id at before channels state deliveries{channel state lastError}}' as TypedDocument<AcknowledgeReminderMutation, AcknowledgeReminderMutationVariables>;
export const ApiTokensDocument = 'query ApiTokens{viewer{id apiTokens{...ApiTokenFields}}}fragment ApiTokenFields on ApiToken{id name scopes createdAt expiresAt lastUsedAt prefix}' as TypedDocument<ApiTokensQuery, ApiTokensQueryVariables>;
export const CreateApiTokenDocument = 'mutation CreateApiToken($input:ApiTokenInput!){createApiToken(input:$input){secret token{...ApiTokenFields}}}fragment ApiTokenFields on ApiToken{id name scopes createdAt expiresAt lastUsedAt prefix}' as TypedDocument<CreateApiTokenMutation, CreateApiTokenMutationVariables>;
export const RevokeApiTokenDocument = 'mutation RevokeApiToken($id:ID!){revokeApiToken(id:$id)}' as TypedDocument<RevokeApiTokenMutation, RevokeApiTokenMutationVariables>;
export const WebhooksDocument = 'query Webhooks{webhooks{...WebhookFields}webhookEventTypes}fragment WebhookFields on Webhook{id url events enabled disabledReason}' as TypedDocument<WebhooksQuery, WebhooksQueryVariables>;
export const WebhookDeliveriesDocument = 'query WebhookDeliveries($id:ID!){node(id:$id){id ...on Webhook{deliveries(first:20){...WebhookDeliveryFields}}}}fragment WebhookDeliveryFields on WebhookDelivery{eventId state attempts lastStatus lastError nextAttemptAt}' as TypedDocument<WebhookDeliveriesQuery, WebhookDeliveriesQueryVariables>;
export const CreateWebhookDocument = 'mutation CreateWebhook($input:WebhookInput!){createWebhook(input:$input){secret webhook{...WebhookFields}}}fragment WebhookFields on Webhook{id url events enabled disabledReason}' as TypedDocument<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const UpdateWebhookDocument = 'mutation UpdateWebhook($id:ID!$input:WebhookInput!){updateWebhook(id:$id input:$input){...WebhookFields}}fragment WebhookFields on Webhook{id url events enabled disabledReason}' as TypedDocument<UpdateWebhookMutation, UpdateWebhookMutationVariables>;
export const RotateWebhookSecretDocument = 'mutation RotateWebhookSecret($id:ID!){rotateWebhookSecret(id:$id){secret webhook{...WebhookFields}}}fragment WebhookFields on Webhook{id url events enabled disabledReason}' as TypedDocument<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const DeleteWebhookDocument = 'mutation DeleteWebhook($id:ID!){deleteWebhook(id:$id)}' as TypedDocument<DeleteWebhookMutation, DeleteWebhookMutationVariables>;
export const RedeliverWebhookDocument = 'mutation RedeliverWebhook($id:ID!$eventId:ID!){redeliverWebhook(id:$id eventId:$eventId){...WebhookDeliveryFields}}fragment WebhookDeliveryFields on WebhookDelivery{eventId state attempts lastStatus lastError nextAttemptAt}' as TypedDocument<RedeliverWebhookMutation, RedeliverWebhookMutationVariables>;
export const ImportTasksDocument = 'mutation ImportTasks($format:String!$content:String!){importTasks(format:$format content:$content){...ImportJobFields}}fragment ImportJobFields on ImportJob{id total done failed finished errors}' as TypedDocument<ImportTasksMutation, ImportTasksMutationVariables>;
export const ImportProgressDocument = 'query ImportProgress($id:ID!){node(id:$id){id ...on ImportJob{...ImportJobFields}}}fragment ImportJobFields on ImportJob{id total done failed finished errors}' as TypedDocument<ImportProgressQuery, ImportProgressQueryVariables>;
export const TaskPageDocument = 'query TaskPage($query:String$filter:TaskFilter$sort:[TaskSort!]$after:String){tasks(query:$query filter:$filter sort:$sort first:100 after:$after){nodes{...TaskFields}pageInfo{hasNextPage endCursor}}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<TaskPageQuery, TaskPageQueryVariables>;
export const TaskTotalsDocument = 'query TaskTotals{open:tasks(filter:{status:[OPEN IN_PROGRESS]}first:1){totalCount}closed:tasks(filter:{status:[COMPLETED CANCELLED]}first:1){totalCount}bin:tasks(filter:{deleted:true}first:1){totalCount}}' as TypedDocument<TaskTotalsQuery, TaskTotalsQueryVariables>;
export const StreamCursorDocument = 'query StreamCursor{streamCursor}' as TypedDocument<StreamCursorQuery, StreamCursorQueryVariables>;
export const TaskVersionDocument = 'query TaskVersion($id:ID!){task(id:$id){...TaskFields}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<TaskVersionQuery, TaskVersionQueryVariables>;
export const ParseTaskDocument = 'query ParseTask($text:String!){parseTask(text:$text){title due{...DueFields}priority tags rule parts{kind text start end}}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<ParseTaskQuery, ParseTaskQueryVariables>;
export const CreateTaskDocument = 'mutation CreateTask($input:CreateTaskInput!){createTask(input:$input){task{...TaskFields}eventId}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<CreateTaskMutation, CreateTaskMutationVariables>;
export const QuickAddTaskDocument = 'mutation QuickAddTask($text:String!$id:ID){quickAddTask(text:$text id:$id){task{...TaskFields}eventId}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<QuickAddTaskMutation, QuickAddTaskMutationVariables>;
export const UpdateTaskDocument = 'mutation UpdateTask($id:ID!$input:UpdateTaskInput!$expectedVersion:Int){updateTask(id:$id input:$input expectedVersion:$expectedVersion){task{...TaskFields}eventId}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<UpdateTaskMutation, UpdateTaskMutationVariables>;
export const CompleteTaskDocument = 'mutation CompleteTask($id:ID!){completeTask(id:$id){task{...TaskFields}eventId}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<CompleteTaskMutation, CompleteTaskMutationVariables>;
export const ReopenTaskDocument = 'mutation ReopenTask($id:ID!){reopenTask(id:$id){task{...TaskFields}eventId}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<ReopenTaskMutation, ReopenTaskMutationVariables>;
export const DeleteTaskDocument = 'mutation DeleteTask($id:ID!){deleteTask(id:$id){id eventId}}' as TypedDocument<DeleteTaskMutation, DeleteTaskMutationVariables>;
export const RestoreTaskDocument = 'mutation RestoreTask($id:ID!){restoreTask(id:$id){task{...TaskFields}eventId}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<RestoreTaskMutation, RestoreTaskMutationVariables>;
export const RevertTaskDocument = 'mutation RevertTask($id:ID!$to:DateTime!$expectedVersion:Int){revertTask(id:$id to:$to expectedVersion:$expectedVersion){task{...TaskFields}eventId}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<RevertTaskMutation, RevertTaskMutationVariables>;
export const UpdateTasksDocument = 'mutation UpdateTasks($ids:[ID!]!$input:UpdateTaskInput!){updateTasks(ids:$ids input:$input){tasks{...TaskFields}}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<UpdateTasksMutation, UpdateTasksMutationVariables>;
export const CompleteTasksDocument = 'mutation CompleteTasks($ids:[ID!]!){completeTasks(ids:$ids){tasks{...TaskFields}}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<CompleteTasksMutation, CompleteTasksMutationVariables>;
export const DeleteTasksDocument = 'mutation DeleteTasks($ids:[ID!]!){deleteTasks(ids:$ids){tasks{...TaskFields}}}fragment TaskFields on Task{id title description status priority due{...DueFields}tags{id name}version createdAt updatedAt completedAt deletedAt parent{id}series{id summary}reminders{id state}}fragment DueFields on Due{date time timeZone floating at}' as TypedDocument<DeleteTasksMutation, DeleteTasksMutationVariables>;