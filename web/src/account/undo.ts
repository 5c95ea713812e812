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

/** What the user did in this tab, the last on top, and what they took back of it. */
export class UndoStack {
  readonly #done: UndoStep[] = [];
  #undone: UndoStep[] = [];
  readonly #listeners = new Set<(step: UndoStep) => void>();

  /** Something new was done: what was taken back before it stays so. */
  push(step: UndoStep): void {
    this.#undone = [];
    this.#add(step);
    for (const listener of this.#listeners) listener(step);
  }

  /** Takes the last step off; `inverse` is what does it again. */
  undo(inverse: (step: UndoStep) => UndoStep): UndoStep | undefined {
    const step = this.#done.pop();
    if (step) this.#undone.push(inverse(step));
    return step;
  }

  /** Takes the last one off that was undone; `inverse` is what undoes it again. */
  redo(inverse: (step: UndoStep) => UndoStep): UndoStep | undefined {
    const step = this.#undone.pop();
    if (step) this.#add(inverse(step));
    return step;
  }

  /** Calls back after each push. Returns what ends that. */
  onPush(listener: (step: UndoStep) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #add(step: UndoStep): void {
    this.#done.push(step);
    if (this.#done.length > DEPTH) this.#done.shift();
  }
}
