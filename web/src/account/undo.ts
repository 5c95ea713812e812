import type { Edit } from '../replica/types.ts';
import type { UndoKey } from './actions.ts';

export interface UndoStep {
  /** What brings things back. */
  readonly edits: readonly Edit[];
  readonly key: UndoKey;
  readonly count: number;
  /** Text that was typed: no toast, for the change is where the user looks. */
  readonly quiet: boolean;
}

const DEPTH = 100;

/** What the user did in this tab, the last on top. */
export class UndoStack {
  readonly #steps: UndoStep[] = [];
  readonly #listeners = new Set<(step: UndoStep) => void>();

  push(step: UndoStep): void {
    this.#steps.push(step);
    if (this.#steps.length > DEPTH) this.#steps.shift();
    for (const listener of this.#listeners) listener(step);
  }

  pop(): UndoStep | undefined {
    return this.#steps.pop();
  }

  /** Calls back after each push. Returns what ends that. */
  onPush(listener: (step: UndoStep) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
