import type { Random } from './random.ts';
import type { State } from './recording.ts';

/** A running Rondo that faults can be done to. */
export interface World extends AsyncDisposable {
  readonly url: string;
  /** Each by its number in the table of faults. */
  readonly faults: readonly Fault[];
  /** Whether the gateway says that it can answer. */
  isReady(): Promise<boolean>;
  /** What is yet to be done about all that has happened until now: resolves to a question that is to be asked until it says 0. */
  markBacklog(): Promise<() => Promise<number>>;
  readState(): Promise<State>;
}

export interface Fault {
  readonly number: number;
  readonly name: string;
  /** How long after its end all that has piled up is to be done. */
  readonly backlogMs: number;
  /** How long after its end mutations are to succeed again. */
  readonly workingMs: number;
  /** Does it, and resolves when it is over. Throws where what it says is to hold does not. */
  run(context: FaultContext): Promise<void>;
}

export interface FaultContext {
  readonly random: Random;
  /** Durations are those of a run in CI, not the table's. */
  readonly short: boolean;
  /** Tells that these events are poison: dead letters of them are as it should be. */
  readonly poison: Set<string>;
  /** Tells that these events come into the log of facts in another order than they happened. */
  readonly shuffled: Set<string>;
  /** Users of the load. */
  readonly userIds: readonly string[];
  /** Mutations acknowledged so far. */
  readonly acknowledged: () => number;
}
