import { type DocumentLimits, defaultDocumentLimits } from './request/limits.ts';

/** What one caller, operation or connection may take. */
export interface Limits {
  readonly document: DocumentLimits;
  /** Points that one operation may cost; see request/cost.ts. */
  readonly operationCost: number;
  /** Points of a user, and of an address from which nobody has signed in, in each window. */
  readonly userPoints: number;
  readonly addressPoints: number;
  readonly windowSeconds: number;
  /** Tokens that nobody knows which an address may show in each window. */
  readonly refusedTokens: number;
  /** Recent events kept for those who come back, in bytes. */
  readonly ringBytes: number;
  /** Events that may wait for one client, in characters of JSON. */
  readonly queuedPerConnection: number;
}

export const defaultLimits: Limits = {
  document: defaultDocumentLimits,
  operationCost: 25_000,
  // Some 600 mutations a second, or 300 pages of 50 tasks with their tags, reminders and subtasks a minute.
  userPoints: 500_000,
  addressPoints: 20_000,
  windowSeconds: 60,
  refusedTokens: 300,
  ringBytes: 32 * 1_024 * 1_024,
  queuedPerConnection: 256 * 1_024,
};
