// Generated from schema.graphql by `npm run codegen`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ServiceContext } from '@rondo/platform/service.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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

export type TaskStatus =
  | 'OPEN'
  | 'IN_PROGRESS'
  | 'COMPLETED'
  | 'CANCELLED';

export type Priority =
  | 'HIGH'
  | 'MEDIUM'
  | 'LOW'
  | 'NONE';

export type Query = {
  __typename?: 'Query';
  task: Maybe<Task>;
  /** All tasks outside the bin, of every status, unless narrowed. `query` is the filter language; `query` and `filter` both apply. */
  tasks: TaskConnection;
  taskStatistics: TaskStatistics;
  /** What quickAddTask would create, without creating it: every recognised part with its place in the text. */
  parseTask: ParsedTask;
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
  /** All or nothing: an invalid recurrence or reminder creates nothing. */
  createTask: TaskPayload;
  quickAddTask: TaskPayload;
  updateTask: TaskPayload;
  /** Safe to repeat: completing a completed task changes nothing, and a series never advances twice for one occurrence. */
  completeTask: TaskPayload;
  reopenTask: TaskPayload;
  /** Into the bin for 30 days; restoreTask takes it back. */
  deleteTask: DeletePayload;
  restoreTask: TaskPayload;
  /** Back to how it was at that moment, as a new change. */
  revertTask: TaskPayload;
  updateTasks: TasksPayload;
  completeTasks: TasksPayload;
  deleteTasks: TasksPayload;
  saveFilter: SavedFilter;
  deleteSavedFilter: Scalars['ID']['output'];
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

/** When a task is due. No `time`: the whole day. Floating: follows the owner's time zone when it changes. */
export type Due = {
  __typename?: 'Due';
  date: Scalars['Date']['output'];
  time: Maybe<Scalars['LocalTime']['output']>;
  timeZone: Scalars['TimeZone']['output'];
  floating: Scalars['Boolean']['output'];
  at: Scalars['DateTime']['output'];
};

/** No `timeZone`: floating. */
export type DueInput = {
  date: Scalars['Date']['input'];
  time?: InputMaybe<Scalars['LocalTime']['input']>;
  timeZone?: InputMaybe<Scalars['TimeZone']['input']>;
};

export type Task = Node & {
  __typename?: 'Task';
  id: Scalars['ID']['output'];
  title: Scalars['String']['output'];
  description: Scalars['String']['output'];
  status: TaskStatus;
  priority: Priority;
  due: Maybe<Due>;
  tags: Array<Tag>;
  version: Scalars['Int']['output'];
  createdAt: Scalars['DateTime']['output'];
  updatedAt: Scalars['DateTime']['output'];
  completedAt: Maybe<Scalars['DateTime']['output']>;
  deletedAt: Maybe<Scalars['DateTime']['output']>;
  parent: Maybe<Task>;
  subtasks: Array<Task>;
  /** The series this task is an occurrence of, and which occurrence it is. */
  series: Maybe<Series>;
  occurrenceKey: Maybe<Scalars['LocalDateTime']['output']>;
  /** The task as it was. */
  asOf: Maybe<TaskSnapshot>;
};


export type TaskAsOfArgs = {
  at: Scalars['DateTime']['input'];
};

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
  cursor: Scalars['String']['output'];
};

export type TaskConnection = {
  __typename?: 'TaskConnection';
  edges: Array<TaskEdge>;
  nodes: Array<Task>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type Tag = {
  __typename?: 'Tag';
  id: Scalars['ID']['output'];
  openTaskCount: Scalars['Int']['output'];
};

export type Series = {
  __typename?: 'Series';
  id: Scalars['ID']['output'];
  tasks: TaskConnection;
};


export type SeriesTasksArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

export type TaskFilter = {
  and?: InputMaybe<Array<TaskFilter>>;
  or?: InputMaybe<Array<TaskFilter>>;
  not?: InputMaybe<TaskFilter>;
  status?: InputMaybe<Array<TaskStatus>>;
  priority?: InputMaybe<Array<Priority>>;
  tags?: InputMaybe<TagMatch>;
  due?: InputMaybe<DueMatch>;
  createdAt?: InputMaybe<DateTimeRange>;
  completedAt?: InputMaybe<DateTimeRange>;
  seriesId?: InputMaybe<Scalars['ID']['input']>;
  parentId?: InputMaybe<Scalars['ID']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
  deleted?: InputMaybe<Scalars['Boolean']['input']>;
};

export type TagMatch = {
  any?: InputMaybe<Array<Scalars['ID']['input']>>;
  all?: InputMaybe<Array<Scalars['ID']['input']>>;
  none?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** From `from` up to but not including `to`. */
export type DueMatch = {
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  overdue?: InputMaybe<Scalars['Boolean']['input']>;
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** From `from` up to but not including `to`. */
export type DateTimeRange = {
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
};

export type TaskSortField =
  | 'DUE'
  | 'CREATED'
  | 'UPDATED'
  | 'PRIORITY'
  | 'TITLE'
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
  completedByDay: Array<DayCount>;
  createdByDay: Array<DayCount>;
  openByPriority: Array<PriorityCount>;
  openByTag: Array<TagCount>;
  overdue: Scalars['Int']['output'];
  streakDays: Scalars['Int']['output'];
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

export type SavedFilter = Node & {
  __typename?: 'SavedFilter';
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  query: Scalars['String']['output'];
  count: Scalars['Int']['output'];
};

export type ParsedTask = {
  __typename?: 'ParsedTask';
  title: Scalars['String']['output'];
  due: Maybe<Due>;
  priority: Priority;
  tags: Array<Scalars['String']['output']>;
  rule: Maybe<Scalars['String']['output']>;
  parts: Array<ParsedPart>;
};

export type ParsedPart = {
  __typename?: 'ParsedPart';
  kind: Scalars['String']['output'];
  text: Scalars['String']['output'];
  start: Scalars['Int']['output'];
  end: Scalars['Int']['output'];
};

export type CreateTaskInput = {
  id?: InputMaybe<Scalars['ID']['input']>;
  title: Scalars['String']['input'];
  description?: InputMaybe<Scalars['String']['input']>;
  priority?: InputMaybe<Priority>;
  due?: InputMaybe<DueInput>;
  tagIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Made if new. */
  tagNames?: InputMaybe<Array<Scalars['String']['input']>>;
  parentId?: InputMaybe<Scalars['ID']['input']>;
  recurrence?: InputMaybe<RecurrenceInput>;
  reminders?: InputMaybe<Array<ReminderInput>>;
};

export type UpdateTaskInput = {
  title?: InputMaybe<Scalars['String']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<TaskStatus>;
  priority?: InputMaybe<Priority>;
  due?: InputMaybe<DueInput>;
  tagIds?: InputMaybe<Array<Scalars['ID']['input']>>;
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
  /** An RFC 5545 RRULE value without DTSTART: FREQ=WEEKLY;BYDAY=MO,WE. FREQ is HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY. */
  rule: Scalars['String']['input'];
  mode?: InputMaybe<RecurrenceMode>;
  missed?: InputMaybe<MissedPolicy>;
};

export type Channel =
  | 'IN_APP'
  | 'EMAIL'
  | 'WEB_PUSH';

/** Exactly one of `at` and `before` (before the due time: PT15M). */
export type ReminderInput = {
  id?: InputMaybe<Scalars['ID']['input']>;
  at?: InputMaybe<Scalars['DateTime']['input']>;
  before?: InputMaybe<Scalars['Duration']['input']>;
  channels?: InputMaybe<Array<Channel>>;
};

/** `eventId`: this call's event in the change stream, webhooks and activity; null when the call changed nothing. */
export type TaskPayload = {
  __typename?: 'TaskPayload';
  task: Task;
  eventId: Maybe<Scalars['ID']['output']>;
};

export type TasksPayload = {
  __typename?: 'TasksPayload';
  tasks: Array<Task>;
};

export type DeletePayload = {
  __typename?: 'DeletePayload';
  id: Scalars['ID']['output'];
  eventId: Scalars['ID']['output'];
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
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( Task )
    | ( SavedFilter )
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
  PageInfo: ResolverTypeWrapper<PageInfo>;
  TaskStatus: TaskStatus;
  Priority: Priority;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Due: ResolverTypeWrapper<Due>;
  DueInput: DueInput;
  Task: ResolverTypeWrapper<Task>;
  TaskSnapshot: ResolverTypeWrapper<TaskSnapshot>;
  TaskEdge: ResolverTypeWrapper<TaskEdge>;
  TaskConnection: ResolverTypeWrapper<TaskConnection>;
  Tag: ResolverTypeWrapper<Tag>;
  Series: ResolverTypeWrapper<Series>;
  TaskFilter: TaskFilter;
  TagMatch: TagMatch;
  DueMatch: DueMatch;
  DateTimeRange: DateTimeRange;
  TaskSortField: TaskSortField;
  SortDirection: SortDirection;
  TaskSort: TaskSort;
  TaskStatistics: ResolverTypeWrapper<TaskStatistics>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  DayCount: ResolverTypeWrapper<DayCount>;
  PriorityCount: ResolverTypeWrapper<PriorityCount>;
  TagCount: ResolverTypeWrapper<TagCount>;
  SavedFilter: ResolverTypeWrapper<SavedFilter>;
  ParsedTask: ResolverTypeWrapper<ParsedTask>;
  ParsedPart: ResolverTypeWrapper<ParsedPart>;
  CreateTaskInput: CreateTaskInput;
  UpdateTaskInput: UpdateTaskInput;
  RecurrenceMode: RecurrenceMode;
  MissedPolicy: MissedPolicy;
  RecurrenceInput: RecurrenceInput;
  Channel: Channel;
  ReminderInput: ReminderInput;
  TaskPayload: ResolverTypeWrapper<TaskPayload>;
  TasksPayload: ResolverTypeWrapper<TasksPayload>;
  DeletePayload: ResolverTypeWrapper<DeletePayload>;
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
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  Due: Due;
  DueInput: DueInput;
  Task: Task | FederationReferenceTypes['Task'];
  TaskSnapshot: TaskSnapshot;
  TaskEdge: TaskEdge;
  TaskConnection: TaskConnection;
  Tag: Tag | FederationReferenceTypes['Tag'];
  Series: Series | FederationReferenceTypes['Series'];
  TaskFilter: TaskFilter;
  TagMatch: TagMatch;
  DueMatch: DueMatch;
  DateTimeRange: DateTimeRange;
  TaskSort: TaskSort;
  TaskStatistics: TaskStatistics;
  Float: Scalars['Float']['output'];
  DayCount: DayCount;
  PriorityCount: PriorityCount;
  TagCount: TagCount;
  SavedFilter: SavedFilter | FederationReferenceTypes['SavedFilter'];
  ParsedTask: ParsedTask;
  ParsedPart: ParsedPart;
  CreateTaskInput: CreateTaskInput;
  UpdateTaskInput: UpdateTaskInput;
  RecurrenceInput: RecurrenceInput;
  ReminderInput: ReminderInput;
  TaskPayload: TaskPayload;
  TasksPayload: TasksPayload;
  DeletePayload: DeletePayload;
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

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InaccessibleDirectiveArgs = { };

export type InaccessibleDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = InaccessibleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

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
  __resolveType: TypeResolveFn<'Task' | 'SavedFilter', ParentType, ContextType>;
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
};

export type DirectiveResolvers<ContextType = ServiceContext> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
};
