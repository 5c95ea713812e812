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
} as const;

export type Topic = (typeof Topic)[keyof typeof Topic];

export const topics: readonly Topic[] = Object.values(Topic);
