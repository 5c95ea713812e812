/**
 * The topics of the log. All are keyed by owner, so that one user's events are one ordered log (partition order is
 * publication order).
 */
export const Topic = {
  /** Facts: what happened to tasks, tags, series, reminders, notifications, users. */
  TASK_EVENTS: 'task-events',
  /** Reminders that are due, for delivery. */
  REMINDERS: 'reminders',
  /** What a client should hear: the source of the gateway's change stream. */
  TASK_UPDATES: 'task-updates',
  /** What is under way, again and again as a whole: an answer of the assistant as it is written, the progress of an import. */
  LIVE_UPDATES: 'live-updates',
} as const;

export type Topic = (typeof Topic)[keyof typeof Topic];

export const topics: readonly Topic[] = Object.values(Topic);

const hourMs = 3_600_000;

/** How long the log keeps a topic's events, in milliseconds, where it is not as long as all others. */
export const topicRetentionMs: Readonly<Partial<Record<Topic, number>>> = {
  // Each event has the whole state of its subject, and who subscribes gets the current one first: nobody reads back.
  [Topic.LIVE_UPDATES]: hourMs,
};
