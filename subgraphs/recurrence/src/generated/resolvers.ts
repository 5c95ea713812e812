// Generated from schema.graphql by `npm run codegen`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Series as SeriesRow, Task as TaskRow, Occurrence as OccurrenceRow, RecurrencePreview as RecurrencePreviewRow } from '../mappers.ts';
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
};

/** An object with an id of its own, which `node(id:)` finds. */
export type Node = {
  /** Opaque; <prefix>_<26 characters>. Example: task_01k3v6y8z9f4q8r2s5t7w1x3yz */
  id: Scalars['ID']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** One series of the viewer's; null where there is none of that id. */
  series: Maybe<Series>;
  /**
   * What a rule would do, without making a series: its `first` occurrences (1 to 100), or those with keys after `after`.
   * INVALID_RECURRENCE where the rule is refused, with the argument to blame. Costs 5 points, and 1 for each occurrence.
   * Example: previewRecurrence(rule: "FREQ=MONTHLY;BYMONTHDAY=-1", start: "2026-01-31T09:00:00", timeZone: "Europe/Paris") { summary }
   */
  previewRecurrence: RecurrencePreview;
};


export type QuerySeriesArgs = {
  id: Scalars['ID']['input'];
};


export type QueryPreviewRecurrenceArgs = {
  rule: Scalars['String']['input'];
  start: Scalars['LocalDateTime']['input'];
  timeZone: Scalars['TimeZone']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['LocalDateTime']['input']>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Makes a task repeat, or changes how it does. Where the rule does not produce the task's due, or the task has none, its due
   * becomes the rule's first occurrence. INVALID_RECURRENCE where the rule is refused; BAD_USER_INPUT where the task is not open.
   */
  setRecurrence: TaskPayload;
  /** The task no longer repeats: its `series` becomes null. Earlier occurrences keep theirs. */
  removeRecurrence: TaskPayload;
  /** This occurrence only: it is closed as CANCELLED, its key is in `skipped`, and the series moves on to the next. */
  skipOccurrence: TaskPayload;
  /** This occurrence only; the next ones keep their place. */
  rescheduleOccurrence: TaskPayload;
};


export type MutationSetRecurrenceArgs = {
  taskId: Scalars['ID']['input'];
  recurrence: RecurrenceInput;
};


export type MutationRemoveRecurrenceArgs = {
  taskId: Scalars['ID']['input'];
};


export type MutationSkipOccurrenceArgs = {
  taskId: Scalars['ID']['input'];
};


export type MutationRescheduleOccurrenceArgs = {
  taskId: Scalars['ID']['input'];
  due: DueInput;
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

/** No `timeZone`: floating, that is on the owner's clock wherever they are. */
export type DueInput = {
  /** Example: 2026-03-29 */
  date: Scalars['Date']['input'];
  /** Absent: the whole day. Example: 09:30:00 */
  time?: InputMaybe<Scalars['LocalTime']['input']>;
  /** Example: Europe/Paris */
  timeZone?: InputMaybe<Scalars['TimeZone']['input']>;
};

/** What repeats. Each of its occurrences is a task of its own. */
export type Series = Node & {
  __typename?: 'Series';
  id: Scalars['ID']['output'];
  /** The RRULE as it was given. Example: FREQ=MONTHLY;BYMONTHDAY=-1 */
  rule: Scalars['String']['output'];
  /** Plain words. Example: Every month on the last day */
  summary: Scalars['String']['output'];
  mode: RecurrenceMode;
  missed: MissedPolicy;
  /** What the rule is counted from. An occurrence only where the rule produces it. */
  start: Scalars['LocalDateTime']['output'];
  timeZone: Scalars['TimeZone']['output'];
  /** The keys of occurrences that were skipped. */
  skipped: Array<Scalars['LocalDateTime']['output']>;
  /** No occurrence is left, or the recurrence was removed. */
  ended: Scalars['Boolean']['output'];
  /** Counts up with each change. */
  version: Scalars['Int']['output'];
  /** The open occurrence and those after it, `first` of them (1 to 100); none once the series has ended. */
  upcoming: Array<Occurrence>;
};


/** What repeats. Each of its occurrences is a task of its own. */
export type SeriesUpcomingArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
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

/** `key` is the wall time that the rule gives and names the occurrence; `at` is when it really happens. */
export type Occurrence = {
  __typename?: 'Occurrence';
  key: Scalars['LocalDateTime']['output'];
  at: Scalars['DateTime']['output'];
  /** What clocks show at that instant. */
  local: Scalars['LocalDateTime']['output'];
  /** How far they lead UTC. Example: +02:00 */
  offset: Scalars['String']['output'];
  note: Maybe<OccurrenceNote>;
};

export type RecurrencePreview = {
  __typename?: 'RecurrencePreview';
  occurrences: Array<Occurrence>;
  /** Whether the rule ends, by COUNT or UNTIL. */
  finite: Scalars['Boolean']['output'];
  /** Plain words. Example: Every 2 weeks on Monday and Wednesday */
  summary: Scalars['String']['output'];
};

export type Task = {
  __typename?: 'Task';
  id: Scalars['ID']['output'];
};

export type TaskPayload = {
  __typename?: 'TaskPayload';
  task: Task;
  /** This call's event in the change stream, webhooks and activity; null when the call changed nothing. */
  eventId: Maybe<Scalars['ID']['output']>;
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
  Series: Series;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Series:
    ( { __typename: 'Series' }
    & GraphQLRecursivePick<FederationTypes['Series'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node: ( SeriesRow );
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
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RecurrenceMode: RecurrenceMode;
  MissedPolicy: MissedPolicy;
  RecurrenceInput: RecurrenceInput;
  DueInput: DueInput;
  Series: ResolverTypeWrapper<SeriesRow>;
  OccurrenceNote: OccurrenceNote;
  Occurrence: ResolverTypeWrapper<OccurrenceRow>;
  RecurrencePreview: ResolverTypeWrapper<RecurrencePreviewRow>;
  Task: ResolverTypeWrapper<TaskRow>;
  TaskPayload: ResolverTypeWrapper<Omit<TaskPayload, 'task'> & { task: ResolversTypes['Task'] }>;
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
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  ID: Scalars['ID']['output'];
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  RecurrenceInput: RecurrenceInput;
  DueInput: DueInput;
  Series: SeriesRow;
  Occurrence: OccurrenceRow;
  RecurrencePreview: RecurrencePreviewRow;
  Task: TaskRow;
  TaskPayload: Omit<TaskPayload, 'task'> & { task: ResolversParentTypes['Task'] };
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

export type NodeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Series', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  series?: Resolver<Maybe<ResolversTypes['Series']>, ParentType, ContextType, RequireFields<QuerySeriesArgs, 'id'>>;
  previewRecurrence?: Resolver<ResolversTypes['RecurrencePreview'], ParentType, ContextType, RequireFields<QueryPreviewRecurrenceArgs, 'rule' | 'start' | 'timeZone' | 'first'>>;
};

export type MutationResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  setRecurrence?: Resolver<ResolversTypes['TaskPayload'], ParentType, ContextType, RequireFields<MutationSetRecurrenceArgs, 'taskId' | 'recurrence'>>;
  removeRecurrence?: Resolver<ResolversTypes['TaskPayload'], ParentType, ContextType, RequireFields<MutationRemoveRecurrenceArgs, 'taskId'>>;
  skipOccurrence?: Resolver<ResolversTypes['TaskPayload'], ParentType, ContextType, RequireFields<MutationSkipOccurrenceArgs, 'taskId'>>;
  rescheduleOccurrence?: Resolver<ResolversTypes['TaskPayload'], ParentType, ContextType, RequireFields<MutationRescheduleOccurrenceArgs, 'taskId' | 'due'>>;
};

export type SeriesResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Series'] = ResolversParentTypes['Series'], FederationReferenceType extends FederationReferenceTypes['Series'] = FederationReferenceTypes['Series']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Series']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  rule?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  summary?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['RecurrenceMode'], ParentType, ContextType>;
  missed?: Resolver<ResolversTypes['MissedPolicy'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['LocalDateTime'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
  skipped?: Resolver<Array<ResolversTypes['LocalDateTime']>, ParentType, ContextType>;
  ended?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  upcoming?: Resolver<Array<ResolversTypes['Occurrence']>, ParentType, ContextType, RequireFields<SeriesUpcomingArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OccurrenceResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Occurrence'] = ResolversParentTypes['Occurrence']> = {
  key?: Resolver<ResolversTypes['LocalDateTime'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  local?: Resolver<ResolversTypes['LocalDateTime'], ParentType, ContextType>;
  offset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['OccurrenceNote']>, ParentType, ContextType>;
};

export type RecurrencePreviewResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['RecurrencePreview'] = ResolversParentTypes['RecurrencePreview']> = {
  occurrences?: Resolver<Array<ResolversTypes['Occurrence']>, ParentType, ContextType>;
  finite?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  summary?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TaskResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Task'] = ResolversParentTypes['Task']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type TaskPayloadResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TaskPayload'] = ResolversParentTypes['TaskPayload']> = {
  task?: Resolver<ResolversTypes['Task'], ParentType, ContextType>;
  eventId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = ServiceContext> = {
  FieldSet?: GraphQLScalarType;
  LinkImport?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  LocalTime?: GraphQLScalarType;
  LocalDateTime?: GraphQLScalarType;
  TimeZone?: GraphQLScalarType;
  Node?: NodeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Series?: SeriesResolvers<ContextType>;
  Occurrence?: OccurrenceResolvers<ContextType>;
  RecurrencePreview?: RecurrencePreviewResolvers<ContextType>;
  Task?: TaskResolvers<ContextType>;
  TaskPayload?: TaskPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ServiceContext> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  composeDirective?: ComposeDirectiveDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  scopes?: ScopesDirectiveResolver<any, any, ContextType>;
};
