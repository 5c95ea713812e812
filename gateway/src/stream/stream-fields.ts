/** Subscriptions that are resumed by a cursor. */
export const streamFields = ['changes', 'taskChanges'] as const;
export type StreamField = (typeof streamFields)[number];
