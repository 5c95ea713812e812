// Generated from schema.graphql by `npm run codegen`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Task as TaskRow, TaskConnection as TaskConnectionRow, PageInfo as PageInfoRow, Due as DueRow, TaskSnapshot as TaskSnapshotRow, SavedFilter as SavedFilterRow, ImportJob as ImportJobRow, Tag as TagRow, Series as SeriesRow } from '../mappers.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  FieldSet: { input: string; output: string; }
  LinkImport: { input: string; output: string; }
  /** An instant: RFC 3339, UTC, milliseconds. Example: 2026-03-29T00:30:00.000Z */
  DateTime: { input: Date; output: Date; }
  /** A calendar date. Example: 2026-03-29 */
  Date: { input: string; output: string; }
  /** A wall-clock time. Example: 09:30:00 */
  LocalTime: { input: string; output: string; }
  /** A wall-clock date and time, no offset. Example: 2026-03-29T02:30:00 */
  LocalDateTime: { input: string; output: string; }
  /** An IANA time zone. Example: Europe/Paris */
  TimeZone: { input: string; output: string; }
  /** An ISO 8601 duration. Example: PT15M, -P1D */
  Duration: { input: string; output: string; }
};

/** An object with an id of its own, which `node(id:)` finds. */
export type Node = {
  /** Opaque; <prefix>_<26 characters>. Example: task_01k3v6y8z9f4q8r2s5t7w1x3yz */
  id: Scalars['ID']['output'];
};

/** Where a page stands in its list (Relay connections). */
export type PageInfo = {
  __typename?: 'PageInfo';
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Pass it as `before` to get what comes before this page. */
  startCursor: Maybe<Scalars['String']['output']>;
  /** Pass it as `after` to get what comes after this page. */
  endCursor: Maybe<Scalars['String']['output']>;
};

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

export type Query = {
  __typename?: 'Query';
  /** One task of the viewer's, in the bin too (`deletedAt`); null where there is none of that id. Example: task(id: "task_01k3…") { title } */
  task: Maybe<Task>;
  /**
   * All tasks outside the bin, of every status, unless narrowed. `query` and `filter` both apply.
   *
   * `query` is the filter language. Terms side by side are AND; OR; NOT or a leading -; parentheses; case does not matter.
   * `milk "oat milk"` text: every word, or its beginning, or with a typing mistake; a phrase in quotes as it stands.
   * `#home tag:"two words" no:tag` tags by name; one that does not exist matches nothing.
   * `!high priority:medium` HIGH, MEDIUM, LOW, NONE. `status:open` OPEN, IN_PROGRESS, COMPLETED, CANCELLED.
   * `due:today due:tomorrow due:overdue no:due due<2026-12-01 due>=monday due<7d` days in the viewer's time zone; 7d is from now, -2w before now.
   * `created>2026-01-01 completed>=-7d is:recurring is:subtask has:reminder`.
   * Example: tasks(query: "#work (due:overdue OR !high) -status:completed", sort: { field: DUE }) { nodes { title } }
   *
   * INVALID_FILTER for an expression that cannot be understood, with `extensions.position` (0-based, in UTF-16 code units)
   * and what was expected there. At most 4096 characters and 200 terms.
   *
   * `sort`: up to 6 fields, each once; ties are settled by id, so that the order is total. Without `sort`: by RELEVANCE
   * where text is searched for, else by CREATED ascending. Pages stay put while tasks change: a cursor is a place in the order.
   * `first`/`last` 1 to 100, default 50. CURSOR_INVALID for a cursor of another list or order.
   * A `query` costs 5 points, a `filter.search` too, besides the tasks.
   */
  tasks: TaskConnection;
  /**
   * Figures over the viewer's tasks outside the bin. `from` and `to` are days, both included, at most 400 of them, in
   * `timeZone` or else the viewer's. Costs 20 points. Example: taskStatistics(from: "2026-03-01", to: "2026-03-31") { streakDays }
   */
  taskStatistics: TaskStatistics;
  /** What quickAddTask would create, without creating it: every recognised part with its place in the text. `text`: 1 to 1000 characters. */
  parseTask: ParsedTask;
  /** The viewer's saved filters by name. */
  savedFilters: Array<SavedFilter>;
};


export type QueryTaskArgs = {
  id: Scalars['ID']['input'];
};


export type QueryTasksArgs = {
  query?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  sort?: InputMaybe<Array<TaskSort>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type QueryTaskStatisticsArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  timeZone?: InputMaybe<Scalars['TimeZone']['input']>;
};


export type QueryParseTaskArgs = {
  text: Scalars['String']['input'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Makes a task. All or nothing: an invalid recurrence or reminder creates nothing. The same call again (by `input.id`)
   * returns what it made, with `eventId` null; another input under that id is CONFLICT.
   * Errors name the argument: BAD_USER_INPUT, INVALID_RECURRENCE, and NOT_FOUND for a tag or parent that is not there.
   * Example: createTask(input: { title: "Water the plants", due: { date: "2026-03-29" }, recurrence: { rule: "FREQ=DAILY;INTERVAL=3" } }) { task { id } }
   */
  createTask: TaskPayload;
  /**
   * Makes a task of a line of text, as `parseTask` understands it. `id`: client-made, so that the call can be repeated.
   * Example: quickAddTask(text: "Call Ada tomorrow at 5pm #work !high") { task { id } }
   */
  quickAddTask: TaskPayload;
  /** Changes what `input` names, and nothing else. CONFLICT where `expectedVersion` is not the task's version; NOT_FOUND also for a task in the bin. */
  updateTask: TaskPayload;
  /**
   * Safe to repeat: completing a completed task changes nothing, whatever `expectedVersion`, and a series never advances
   * twice for one occurrence. Subtasks stay as they are.
   */
  completeTask: TaskPayload;
  /** Opens a completed or cancelled task again. Changes nothing where it is open, whatever `expectedVersion`. */
  reopenTask: TaskPayload;
  /** Into the bin for 30 days, with all its subtasks; restoreTask takes it back. */
  deleteTask: DeletePayload;
  /**
   * Out of the bin, with those subtasks that went into it together with the task. A subtask whose parent stays in the bin
   * becomes a task of its own. Changes nothing where the task is not in the bin.
   */
  restoreTask: TaskPayload;
  /**
   * Title, description, status, completedAt, priority, due, tags and parent back to how they were at that moment, as a new change.
   * Tags and parents that are gone since stay away. BAD_USER_INPUT where the task did not exist yet.
   */
  revertTask: TaskPayload;
  /** The same change to 1 to 100 tasks, all or nothing: one that is not there is NOT_FOUND with its place in `argument` (ids.3), and none is changed. */
  updateTasks: TasksPayload;
  /** Completes 1 to 100 tasks, all or nothing. Those that are completed already stay as they are. */
  completeTasks: TasksPayload;
  /** Moves 1 to 100 tasks to the bin, with their subtasks, all or nothing. */
  deleteTasks: TasksPayload;
  /**
   * Saves a filter under a name, 1 to 100 characters, unique per user (case ignored); at most 200 of them. With the `id` of one
   * that exists it is changed; with a new client-made id it is made. INVALID_FILTER as for `tasks(query:)`; CONFLICT where the name is taken.
   * Example: saveFilter(name: "This week", query: "due<7d status:open") { id count }
   */
  saveFilter: SavedFilter;
  /** Returns the id. NOT_FOUND where there is none. */
  deleteSavedFilter: Scalars['ID']['output'];
  /**
   * Imports `content`: JSON (this product's own export), CSV, ICS or TODOIST_CSV (`format`, case ignored). It runs in the
   * background; `importProgress` tells how it goes on, errors by line. The same content again makes nothing twice. At most
   * 200 000 tasks, and, with the request, 2 MiB: more goes to POST /import (docs/import-export.md). BAD_USER_INPUT for
   * another format or no content; RATE_LIMITED while five imports are not finished.
   * Example: importTasks(format: "CSV", content: "title,due\\nWater the plants,2026-03-29") { id }
   */
  importTasks: ImportJob;
};


export type MutationCreateTaskArgs = {
  input: CreateTaskInput;
};


export type MutationQuickAddTaskArgs = {
  text: Scalars['String']['input'];
  id?: InputMaybe<Scalars['ID']['input']>;
};


export type MutationUpdateTaskArgs = {
  id: Scalars['ID']['input'];
  input: UpdateTaskInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationCompleteTaskArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationReopenTaskArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationDeleteTaskArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationRestoreTaskArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRevertTaskArgs = {
  id: Scalars['ID']['input'];
  to: Scalars['DateTime']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationUpdateTasksArgs = {
  ids: Array<Scalars['ID']['input']>;
  input: UpdateTaskInput;
};


export type MutationCompleteTasksArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type MutationDeleteTasksArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type MutationSaveFilterArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  name: Scalars['String']['input'];
  query: Scalars['String']['input'];
};


export type MutationDeleteSavedFilterArgs = {
  id: Scalars['ID']['input'];
};


export type MutationImportTasksArgs = {
  format: Scalars['String']['input'];
  content: Scalars['String']['input'];
};

/** When a task is due. No `time`: the whole day. Floating: follows the owner's time zone when it changes. */
export type Due = {
  __typename?: 'Due';
  /** On the calendar of `timeZone`. Example: 2026-03-29 */
  date: Scalars['Date']['output'];
  /** On the clock of `timeZone`; null: the whole day. Example: 09:30:00 */
  time: Maybe<Scalars['LocalTime']['output']>;
  /** The zone that was given, or of a floating due the owner's. Example: Europe/Paris */
  timeZone: Scalars['TimeZone']['output'];
  floating: Scalars['Boolean']['output'];
  /**
   * The instant: of the time, or where there is none of the day's start. A time that does not exist that day, as clocks go
   * forward, is moved forward by the gap; of one that happens twice the first is meant.
   */
  at: Scalars['DateTime']['output'];
};

/** No `timeZone`: floating, that is on the owner's clock wherever they are. */
export type DueInput = {
  /** From 1970-01-01 to 9999-12-30. Example: 2026-03-29 */
  date: Scalars['Date']['input'];
  /** Absent: the whole day. Example: 09:30:00 */
  time?: InputMaybe<Scalars['LocalTime']['input']>;
  /** Example: Europe/Paris */
  timeZone?: InputMaybe<Scalars['TimeZone']['input']>;
};

/** Something to do. */
export type Task = Node & {
  __typename?: 'Task';
  id: Scalars['ID']['output'];
  /** 1 to 500 characters. Example: Water the plants */
  title: Scalars['String']['output'];
  /** Up to 50000 characters; empty where there is none. */
  description: Scalars['String']['output'];
  status: TaskStatus;
  priority: Priority;
  due: Maybe<Due>;
  /** In the order in which they were given. */
  tags: Array<Tag>;
  /** Counts up with each change; pass it as `expectedVersion`. */
  version: Scalars['Int']['output'];
  createdAt: Scalars['DateTime']['output'];
  updatedAt: Scalars['DateTime']['output'];
  /** Null unless the status is COMPLETED. */
  completedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it went into the bin; null outside of it. It is gone for good 30 days later. */
  deletedAt: Maybe<Scalars['DateTime']['output']>;
  parent: Maybe<Task>;
  /** Outside the bin, oldest first. */
  subtasks: Array<Task>;
  /** The series this task is an occurrence of, and which occurrence it is. */
  series: Maybe<Series>;
  /** The wall time that the series' rule gives; it stays when this occurrence is moved. */
  occurrenceKey: Maybe<Scalars['LocalDateTime']['output']>;
  /** The task as it was at that moment; null before its creation. Costs 5 points. Example: asOf(at: "2026-03-29T00:30:00.000Z") { title } */
  asOf: Maybe<TaskSnapshot>;
};


/** Something to do. */
export type TaskAsOfArgs = {
  at: Scalars['DateTime']['input'];
};

/** A task as it was. `at`: since when it was so. */
export type TaskSnapshot = {
  __typename?: 'TaskSnapshot';
  title: Scalars['String']['output'];
  description: Scalars['String']['output'];
  status: TaskStatus;
  priority: Priority;
  due: Maybe<Due>;
  tags: Array<Tag>;
  version: Scalars['Int']['output'];
  at: Scalars['DateTime']['output'];
};

export type TaskEdge = {
  __typename?: 'TaskEdge';
  node: Task;
  /** The task's place in this order; opaque. */
  cursor: Scalars['String']['output'];
};

export type TaskConnection = {
  __typename?: 'TaskConnection';
  edges: Array<TaskEdge>;
  nodes: Array<Task>;
  pageInfo: PageInfo;
  /** Of the whole list, counted only when asked for: 5 points. */
  totalCount: Scalars['Int']['output'];
};

export type Tag = {
  __typename?: 'Tag';
  id: Scalars['ID']['output'];
  /** Tasks with this tag that are OPEN or IN_PROGRESS, outside the bin. */
  openTaskCount: Scalars['Int']['output'];
};

export type Series = {
  __typename?: 'Series';
  id: Scalars['ID']['output'];
  /** The occurrences that have become tasks, outside the bin, by occurrenceKey. `first`/`last` 1 to 100, default 50. */
  tasks: TaskConnection;
};


export type SeriesTasksArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/**
 * All that is given applies. Of a list, any one: an empty list is met by no task. Ids that are not the viewer's match
 * nothing. At most 200 conditions, nested at most 20 deep.
 */
export type TaskFilter = {
  and?: InputMaybe<Array<TaskFilter>>;
  or?: InputMaybe<Array<TaskFilter>>;
  not?: InputMaybe<TaskFilter>;
  status?: InputMaybe<Array<TaskStatus>>;
  priority?: InputMaybe<Array<Priority>>;
  tags?: InputMaybe<TagMatch>;
  due?: InputMaybe<DueMatch>;
  createdAt?: InputMaybe<DateTimeRange>;
  /** Met only by completed tasks. */
  completedAt?: InputMaybe<DateTimeRange>;
  seriesId?: InputMaybe<Scalars['ID']['input']>;
  /** Subtasks of that task. */
  parentId?: InputMaybe<Scalars['ID']['input']>;
  /** Words that title and description together contain: whole, as a beginning, or with a typing mistake. Up to 500 characters. Example: oat milk */
  search?: InputMaybe<Scalars['String']['input']>;
  /** true: tasks in the bin, and only those. Read at the top of the filter; BAD_USER_INPUT inside and, or, not. */
  deleted?: InputMaybe<Scalars['Boolean']['input']>;
};

/** By ids of tags. `any`: at least one of them; `all`: every one; `none`: not one. Up to 100 ids each. */
export type TagMatch = {
  any?: InputMaybe<Array<Scalars['ID']['input']>>;
  all?: InputMaybe<Array<Scalars['ID']['input']>>;
  none?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** From `from` up to but not including `to`, by `Due.at`. */
export type DueMatch = {
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  /** true: open, and past its due; due on a whole day, that day has passed. false: all others. */
  overdue?: InputMaybe<Scalars['Boolean']['input']>;
  /** true: without a due. false: with one. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** From `from` up to but not including `to`. */
export type DateTimeRange = {
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
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

export type TaskStatistics = {
  __typename?: 'TaskStatistics';
  /** Every day of the range, in order. */
  completedByDay: Array<DayCount>;
  /** Every day of the range, in order. */
  createdByDay: Array<DayCount>;
  /** Open tasks now, every priority, from HIGH to NONE. */
  openByPriority: Array<PriorityCount>;
  /** Open tasks now; tags with the most of them first, those with none left out. At most 100. */
  openByTag: Array<TagCount>;
  /** Open tasks past their due now. */
  overdue: Scalars['Int']['output'];
  /** Days in a row, up to today, or to yesterday while today has none, with a task completed on each. Not bound to the range. */
  streakDays: Scalars['Int']['output'];
  /** From creation to completion, in hours, of the tasks completed in the range; null where there are none. */
  medianHoursToComplete: Maybe<Scalars['Float']['output']>;
};

export type DayCount = {
  __typename?: 'DayCount';
  date: Scalars['Date']['output'];
  count: Scalars['Int']['output'];
};

export type PriorityCount = {
  __typename?: 'PriorityCount';
  priority: Priority;
  count: Scalars['Int']['output'];
};

export type TagCount = {
  __typename?: 'TagCount';
  tag: Tag;
  count: Scalars['Int']['output'];
};

/** A query of the filter language under a name. */
export type SavedFilter = Node & {
  __typename?: 'SavedFilter';
  id: Scalars['ID']['output'];
  /** Example: This week */
  name: Scalars['String']['output'];
  /** As it was given. Example: due<7d status:open */
  query: Scalars['String']['output'];
  /** Tasks that it matches now, of every status unless the query narrows it. Costs 5 points. */
  count: Scalars['Int']['output'];
};

export type ParsedTask = {
  __typename?: 'ParsedTask';
  /** What is left of the text without the parts. */
  title: Scalars['String']['output'];
  due: Maybe<Due>;
  priority: Priority;
  /** Names, in the order in which they stand. */
  tags: Array<Scalars['String']['output']>;
  /** An RRULE, where the text says that the task repeats. Example: FREQ=WEEKLY;BYDAY=MO */
  rule: Maybe<Scalars['String']['output']>;
  /** In the order in which they stand. */
  parts: Array<ParsedPart>;
};

/** A part of the text that was understood. `start` up to but not including `end`, in UTF-16 code units of the text as given. */
export type ParsedPart = {
  __typename?: 'ParsedPart';
  /** tag, priority, due, rule or reminder. */
  kind: Scalars['String']['output'];
  text: Scalars['String']['output'];
  start: Scalars['Int']['output'];
  end: Scalars['Int']['output'];
};

export type CreateTaskInput = {
  /** A client-made id, so that the call can be repeated blindly: `task_` and a UUIDv7 in Crockford base32. */
  id?: InputMaybe<Scalars['ID']['input']>;
  /** 1 to 500 characters. */
  title: Scalars['String']['input'];
  /** Up to 50000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** NONE where absent. */
  priority?: InputMaybe<Priority>;
  due?: InputMaybe<DueInput>;
  /** Tags of the viewer's. With `tagNames` at most 50. */
  tagIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Made if new; 1 to 100 characters each, case ignored. */
  tagNames?: InputMaybe<Array<Scalars['String']['input']>>;
  /** A task of the viewer's, outside the bin, to be the subtask of. */
  parentId?: InputMaybe<Scalars['ID']['input']>;
  /** Makes a series. Without `due`, the first occurrence from today on, for the whole day, becomes the due; a due that the rule does not produce moves on to the first one that it does. */
  recurrence?: InputMaybe<RecurrenceInput>;
  /** At most 20. */
  reminders?: InputMaybe<Array<ReminderInput>>;
};

/** What is absent stays as it is. null clears where there is something to clear: description, priority, due, tagIds, parentId. */
export type UpdateTaskInput = {
  /** 1 to 500 characters; not null. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Up to 50000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /**
   * Not null. To COMPLETED is what completeTask does, from COMPLETED or CANCELLED to OPEN what reopenTask does. CANCELLED,
   * of an occurrence, moves its series on as completing does.
   */
  status?: InputMaybe<TaskStatus>;
  priority?: InputMaybe<Priority>;
  /** Moves this task; of a series, this occurrence only. */
  due?: InputMaybe<DueInput>;
  /** All its tags from now on, at most 50. */
  tagIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** BAD_USER_INPUT where the task would become a subtask of itself, at any depth. */
  parentId?: InputMaybe<Scalars['ID']['input']>;
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
  rule: Scalars['String']['input'];
  mode?: InputMaybe<RecurrenceMode>;
  missed?: InputMaybe<MissedPolicy>;
};

/** A way to reach the user. Each is delivered, retried and shown on its own. */
export type Channel =
  /** A Notification, heard on the change stream. */
  | 'IN_APP'
  /** A mail to the account's address; an account without one (anonymous) has this channel FAILED. */
  | 'EMAIL'
  /** A push to each browser that was registered. */
  | 'WEB_PUSH';

/** Exactly one of `at` and `before`. */
export type ReminderInput = {
  /** A client-made id, so that the call can be repeated blindly: `reminder_` and a UUIDv7 in Crockford base32. */
  id?: InputMaybe<Scalars['ID']['input']>;
  /** An instant ahead. Example: 2026-03-29T07:30:00.000Z */
  at?: InputMaybe<Scalars['DateTime']['input']>;
  /**
   * How long before the due time, zero or more; follows the due time when that changes, and each next occurrence of a series gets its own.
   * Days and longer are counted on the calendar of the due's time zone, hours and shorter on the clock. A due without time counts from the start of
   * its day. Examples: PT15M, P1D
   */
  before?: InputMaybe<Scalars['Duration']['input']>;
  /** Where absent or empty: IN_APP and EMAIL, and WEB_PUSH where the viewer has registered a browser. */
  channels?: InputMaybe<Array<Channel>>;
};

export type TaskPayload = {
  __typename?: 'TaskPayload';
  task: Task;
  /** This call's event in the change stream, webhooks and activity; null when the call changed nothing. */
  eventId: Maybe<Scalars['ID']['output']>;
};

export type TasksPayload = {
  __typename?: 'TasksPayload';
  /** In the order of `ids`. */
  tasks: Array<Task>;
};

export type DeletePayload = {
  __typename?: 'DeletePayload';
  id: Scalars['ID']['output'];
  /** This call's event in the change stream, webhooks and activity. */
  eventId: Scalars['ID']['output'];
};

/** An import that runs in the background; `importProgress` tells how it goes on. */
export type ImportJob = Node & {
  __typename?: 'ImportJob';
  id: Scalars['ID']['output'];
  /** Tasks of the file, those that can't be read included; 0 until they are counted. */
  total: Scalars['Int']['output'];
  /** Taken over, those that were there already included. */
  done: Scalars['Int']['output'];
  /** Refused; `errors` says why. */
  failed: Scalars['Int']['output'];
  finished: Scalars['Boolean']['output'];
  /** By line, the first 100. Example: Line 12: expected a date, got 2026-13-01. */
  errors: Array<Scalars['String']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Task: Task;
  Tag: Tag;
  Series: Series;
  SavedFilter: SavedFilter;
  ImportJob: ImportJob;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Task:
    ( { __typename: 'Task' }
    & GraphQLRecursivePick<FederationTypes['Task'], {"id":true}> );
  Tag:
    ( { __typename: 'Tag' }
    & GraphQLRecursivePick<FederationTypes['Tag'], {"id":true}> );
  Series:
    ( { __typename: 'Series' }
    & GraphQLRecursivePick<FederationTypes['Series'], {"id":true}> );
  SavedFilter:
    ( { __typename: 'SavedFilter' }
    & GraphQLRecursivePick<FederationTypes['SavedFilter'], {"id":true}> );
  ImportJob:
    ( { __typename: 'ImportJob' }
    & GraphQLRecursivePick<FederationTypes['ImportJob'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( TaskRow )
    | ( SavedFilterRow )
    | ( ImportJobRow )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  FieldSet: ResolverTypeWrapper<Scalars['FieldSet']['output']>;
  LinkImport: ResolverTypeWrapper<Scalars['LinkImport']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  LocalTime: ResolverTypeWrapper<Scalars['LocalTime']['output']>;
  LocalDateTime: ResolverTypeWrapper<Scalars['LocalDateTime']['output']>;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
  Duration: ResolverTypeWrapper<Scalars['Duration']['output']>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfoRow>;
  TaskStatus: TaskStatus;
  Priority: Priority;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Due: ResolverTypeWrapper<DueRow>;
  DueInput: DueInput;
  Task: ResolverTypeWrapper<TaskRow>;
  TaskSnapshot: ResolverTypeWrapper<TaskSnapshotRow>;
  TaskEdge: ResolverTypeWrapper<Omit<TaskEdge, 'node'> & { node: ResolversTypes['Task'] }>;
  TaskConnection: ResolverTypeWrapper<TaskConnectionRow>;
  Tag: ResolverTypeWrapper<TagRow>;
  Series: ResolverTypeWrapper<SeriesRow>;
  TaskFilter: TaskFilter;
  TagMatch: TagMatch;
  DueMatch: DueMatch;
  DateTimeRange: DateTimeRange;
  TaskSortField: TaskSortField;
  SortDirection: SortDirection;
  TaskSort: TaskSort;
  TaskStatistics: ResolverTypeWrapper<Omit<TaskStatistics, 'openByTag'> & { openByTag: Array<ResolversTypes['TagCount']> }>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  DayCount: ResolverTypeWrapper<DayCount>;
  PriorityCount: ResolverTypeWrapper<PriorityCount>;
  TagCount: ResolverTypeWrapper<Omit<TagCount, 'tag'> & { tag: ResolversTypes['Tag'] }>;
  SavedFilter: ResolverTypeWrapper<SavedFilterRow>;
  ParsedTask: ResolverTypeWrapper<Omit<ParsedTask, 'due'> & { due?: Maybe<ResolversTypes['Due']> }>;
  ParsedPart: ResolverTypeWrapper<ParsedPart>;
  CreateTaskInput: CreateTaskInput;
  UpdateTaskInput: UpdateTaskInput;
  RecurrenceMode: RecurrenceMode;
  MissedPolicy: MissedPolicy;
  RecurrenceInput: RecurrenceInput;
  Channel: Channel;
  ReminderInput: ReminderInput;
  TaskPayload: ResolverTypeWrapper<Omit<TaskPayload, 'task'> & { task: ResolversTypes['Task'] }>;
  TasksPayload: ResolverTypeWrapper<Omit<TasksPayload, 'tasks'> & { tasks: Array<ResolversTypes['Task']> }>;
  DeletePayload: ResolverTypeWrapper<DeletePayload>;
  ImportJob: ResolverTypeWrapper<ImportJobRow>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  FieldSet: Scalars['FieldSet']['output'];
  LinkImport: Scalars['LinkImport']['output'];
  DateTime: Scalars['DateTime']['output'];
  Date: Scalars['Date']['output'];
  LocalTime: Scalars['LocalTime']['output'];
  LocalDateTime: Scalars['LocalDateTime']['output'];
  TimeZone: Scalars['TimeZone']['output'];
  Duration: Scalars['Duration']['output'];
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  ID: Scalars['ID']['output'];
  PageInfo: PageInfoRow;
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  Due: DueRow;
  DueInput: DueInput;
  Task: TaskRow;
  TaskSnapshot: TaskSnapshotRow;
  TaskEdge: Omit<TaskEdge, 'node'> & { node: ResolversParentTypes['Task'] };
  TaskConnection: TaskConnectionRow;
  Tag: TagRow;
  Series: SeriesRow;
  TaskFilter: TaskFilter;
  TagMatch: TagMatch;
  DueMatch: DueMatch;
  DateTimeRange: DateTimeRange;
  TaskSort: TaskSort;
  TaskStatistics: Omit<TaskStatistics, 'openByTag'> & { openByTag: Array<ResolversParentTypes['TagCount']> };
  Float: Scalars['Float']['output'];
  DayCount: DayCount;
  PriorityCount: PriorityCount;
  TagCount: Omit<TagCount, 'tag'> & { tag: ResolversParentTypes['Tag'] };
  SavedFilter: SavedFilterRow;
  ParsedTask: Omit<ParsedTask, 'due'> & { due?: Maybe<ResolversParentTypes['Due']> };
  ParsedPart: ParsedPart;
  CreateTaskInput: CreateTaskInput;
  UpdateTaskInput: UpdateTaskInput;
  RecurrenceInput: RecurrenceInput;
  ReminderInput: ReminderInput;
  TaskPayload: Omit<TaskPayload, 'task'> & { task: ResolversParentTypes['Task'] };
  TasksPayload: Omit<TasksPayload, 'tasks'> & { tasks: Array<ResolversParentTypes['Task']> };
  DeletePayload: DeletePayload;
  ImportJob: ImportJobRow;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
};

export type LinkDirectiveArgs = {
  url: Scalars['String']['input'];
  as?: Maybe<Scalars['String']['input']>;
  for?: Maybe<Scalars['String']['input']>;
  import?: Maybe<Array<Maybe<Scalars['LinkImport']['input']>>>;
};

export type LinkDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ComposeDirectiveDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type ComposeDirectiveDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = ComposeDirectiveDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InaccessibleDirectiveArgs = { };

export type InaccessibleDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = InaccessibleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ScopesDirectiveArgs = {
  anyOf: Array<Array<Scalars['String']['input']>>;
};

export type ScopesDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = ScopesDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface FieldSetScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['FieldSet'], any> {
  name: 'FieldSet';
}

export interface LinkImportScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LinkImport'], any> {
  name: 'LinkImport';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface LocalTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalTime'], any> {
  name: 'LocalTime';
}

export interface LocalDateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalDateTime'], any> {
  name: 'LocalDateTime';
}

export interface TimeZoneScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeZone'], any> {
  name: 'TimeZone';
}

export interface DurationScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Duration'], any> {
  name: 'Duration';
}

export type NodeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Task' | 'SavedFilter' | 'ImportJob', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType, RequireFields<QueryTaskArgs, 'id'>>;
  tasks?: Resolver<ResolversTypes['TaskConnection'], ParentType, ContextType, Partial<QueryTasksArgs>>;
  taskStatistics?: Resolver<ResolversTypes['TaskStatistics'], ParentType, ContextType, RequireFields<QueryTaskStatisticsArgs, 'from' | 'to'>>;
  parseTask?: Resolver<ResolversTypes['ParsedTask'], ParentType, ContextType, RequireFields<QueryParseTaskArgs, 'text'>>;
  savedFilters?: Resolver<Array<ResolversTypes['SavedFilter']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createTask?: Resolver<ResolversTypes['TaskPayload'], ParentType, ContextType, RequireFields<MutationCreateTaskArgs, 'input'>>;
  quickAddTask?: Resolver<ResolversTypes['TaskPayload'], ParentType, ContextType, RequireFields<MutationQuickAddTaskArgs, 'text'>>;
  updateTask?: Resolver<ResolversTypes['TaskPayload'], ParentType, ContextType, RequireFields<MutationUpdateTaskArgs, 'id' | 'input'>>;
  completeTask?: Resolver<ResolversTypes['TaskPayload'], ParentType, ContextType, RequireFields<MutationCompleteTaskArgs, 'id'>>;
  reopenTask?: Resolver<ResolversTypes['TaskPayload'], ParentType, ContextType, RequireFields<MutationReopenTaskArgs, 'id'>>;
  deleteTask?: Resolver<ResolversTypes['DeletePayload'], ParentType, ContextType, RequireFields<MutationDeleteTaskArgs, 'id'>>;
  restoreTask?: Resolver<ResolversTypes['TaskPayload'], ParentType, ContextType, RequireFields<MutationRestoreTaskArgs, 'id'>>;
  revertTask?: Resolver<ResolversTypes['TaskPayload'], ParentType, ContextType, RequireFields<MutationRevertTaskArgs, 'id' | 'to'>>;
  updateTasks?: Resolver<ResolversTypes['TasksPayload'], ParentType, ContextType, RequireFields<MutationUpdateTasksArgs, 'ids' | 'input'>>;
  completeTasks?: Resolver<ResolversTypes['TasksPayload'], ParentType, ContextType, RequireFields<MutationCompleteTasksArgs, 'ids'>>;
  deleteTasks?: Resolver<ResolversTypes['TasksPayload'], ParentType, ContextType, RequireFields<MutationDeleteTasksArgs, 'ids'>>;
  saveFilter?: Resolver<ResolversTypes['SavedFilter'], ParentType, ContextType, RequireFields<MutationSaveFilterArgs, 'name' | 'query'>>;
  deleteSavedFilter?: Resolver<ResolversTypes['ID'], ParentType, ContextType, RequireFields<MutationDeleteSavedFilterArgs, 'id'>>;
  importTasks?: Resolver<ResolversTypes['ImportJob'], ParentType, ContextType, RequireFields<MutationImportTasksArgs, 'format' | 'content'>>;
};

export type DueResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Due'] = ResolversParentTypes['Due']> = {
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  time?: Resolver<Maybe<ResolversTypes['LocalTime']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
  floating?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type TaskResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Task'] = ResolversParentTypes['Task'], FederationReferenceType extends FederationReferenceTypes['Task'] = FederationReferenceTypes['Task']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Task']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TaskStatus'], ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['Priority'], ParentType, ContextType>;
  due?: Resolver<Maybe<ResolversTypes['Due']>, ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['Tag']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  parent?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType>;
  subtasks?: Resolver<Array<ResolversTypes['Task']>, ParentType, ContextType>;
  series?: Resolver<Maybe<ResolversTypes['Series']>, ParentType, ContextType>;
  occurrenceKey?: Resolver<Maybe<ResolversTypes['LocalDateTime']>, ParentType, ContextType>;
  asOf?: Resolver<Maybe<ResolversTypes['TaskSnapshot']>, ParentType, ContextType, RequireFields<TaskAsOfArgs, 'at'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TaskSnapshotResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TaskSnapshot'] = ResolversParentTypes['TaskSnapshot']> = {
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TaskStatus'], ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['Priority'], ParentType, ContextType>;
  due?: Resolver<Maybe<ResolversTypes['Due']>, ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['Tag']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type TaskEdgeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TaskEdge'] = ResolversParentTypes['TaskEdge']> = {
  node?: Resolver<ResolversTypes['Task'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TaskConnectionResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TaskConnection'] = ResolversParentTypes['TaskConnection']> = {
  edges?: Resolver<Array<ResolversTypes['TaskEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Task']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TagResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Tag'] = ResolversParentTypes['Tag'], FederationReferenceType extends FederationReferenceTypes['Tag'] = FederationReferenceTypes['Tag']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Tag']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  openTaskCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SeriesResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Series'] = ResolversParentTypes['Series'], FederationReferenceType extends FederationReferenceTypes['Series'] = FederationReferenceTypes['Series']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Series']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tasks?: Resolver<ResolversTypes['TaskConnection'], ParentType, ContextType, Partial<SeriesTasksArgs>>;
};

export type TaskStatisticsResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TaskStatistics'] = ResolversParentTypes['TaskStatistics']> = {
  completedByDay?: Resolver<Array<ResolversTypes['DayCount']>, ParentType, ContextType>;
  createdByDay?: Resolver<Array<ResolversTypes['DayCount']>, ParentType, ContextType>;
  openByPriority?: Resolver<Array<ResolversTypes['PriorityCount']>, ParentType, ContextType>;
  openByTag?: Resolver<Array<ResolversTypes['TagCount']>, ParentType, ContextType>;
  overdue?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  streakDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  medianHoursToComplete?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type DayCountResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['DayCount'] = ResolversParentTypes['DayCount']> = {
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PriorityCountResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['PriorityCount'] = ResolversParentTypes['PriorityCount']> = {
  priority?: Resolver<ResolversTypes['Priority'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TagCountResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TagCount'] = ResolversParentTypes['TagCount']> = {
  tag?: Resolver<ResolversTypes['Tag'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SavedFilterResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['SavedFilter'] = ResolversParentTypes['SavedFilter'], FederationReferenceType extends FederationReferenceTypes['SavedFilter'] = FederationReferenceTypes['SavedFilter']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['SavedFilter']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  query?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ParsedTaskResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ParsedTask'] = ResolversParentTypes['ParsedTask']> = {
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  due?: Resolver<Maybe<ResolversTypes['Due']>, ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['Priority'], ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  parts?: Resolver<Array<ResolversTypes['ParsedPart']>, ParentType, ContextType>;
};

export type ParsedPartResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ParsedPart'] = ResolversParentTypes['ParsedPart']> = {
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TaskPayloadResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TaskPayload'] = ResolversParentTypes['TaskPayload']> = {
  task?: Resolver<ResolversTypes['Task'], ParentType, ContextType>;
  eventId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type TasksPayloadResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TasksPayload'] = ResolversParentTypes['TasksPayload']> = {
  tasks?: Resolver<Array<ResolversTypes['Task']>, ParentType, ContextType>;
};

export type DeletePayloadResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['DeletePayload'] = ResolversParentTypes['DeletePayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ImportJobResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ImportJob'] = ResolversParentTypes['ImportJob'], FederationReferenceType extends FederationReferenceTypes['ImportJob'] = FederationReferenceTypes['ImportJob']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ImportJob']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  done?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  finished?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = ServiceContext> = {
  FieldSet?: GraphQLScalarType;
  LinkImport?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  LocalTime?: GraphQLScalarType;
  LocalDateTime?: GraphQLScalarType;
  TimeZone?: GraphQLScalarType;
  Duration?: GraphQLScalarType;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Due?: DueResolvers<ContextType>;
  Task?: TaskResolvers<ContextType>;
  TaskSnapshot?: TaskSnapshotResolvers<ContextType>;
  TaskEdge?: TaskEdgeResolvers<ContextType>;
  TaskConnection?: TaskConnectionResolvers<ContextType>;
  Tag?: TagResolvers<ContextType>;
  Series?: SeriesResolvers<ContextType>;
  TaskStatistics?: TaskStatisticsResolvers<ContextType>;
  DayCount?: DayCountResolvers<ContextType>;
  PriorityCount?: PriorityCountResolvers<ContextType>;
  TagCount?: TagCountResolvers<ContextType>;
  SavedFilter?: SavedFilterResolvers<ContextType>;
  ParsedTask?: ParsedTaskResolvers<ContextType>;
  ParsedPart?: ParsedPartResolvers<ContextType>;
  TaskPayload?: TaskPayloadResolvers<ContextType>;
  TasksPayload?: TasksPayloadResolvers<ContextType>;
  DeletePayload?: DeletePayloadResolvers<ContextType>;
  ImportJob?: ImportJobResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ServiceContext> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  composeDirective?: ComposeDirectiveDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  scopes?: ScopesDirectiveResolver<any, any, ContextType>;
};
