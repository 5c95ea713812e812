import type { Replica } from './replica.ts';
import type { Task } from './types.ts';

/** Tasks that have changed, each as it was. */
export type Changes = ReadonlyMap<string, Task | undefined>;

interface Making<Value> {
  make(tasks: Iterable<Task>): Value;
  /** As `make` would have it by now. The same value where the changes do not concern it: then nothing is drawn anew. */
  update(value: Value, changes: Changes): Value;
}

/** Something made of all tasks: kept level with them by what changes, for an account may have tens of thousands. */
export class Derived<Value> {
  readonly replica: Replica;
  readonly #making: Making<Value>;
  #made: { readonly revision: number; readonly value: Value } | null = null;

  constructor(replica: Replica, making: Making<Value>) {
    this.replica = replica;
    this.#making = making;
  }

  get = (): Value => {
    const { revision, tasks } = this.replica;
    if (this.#made?.revision === revision) return this.#made.value;
    const changes = this.#made && this.replica.changesSince(this.#made.revision);
    const value = this.#made && changes ? this.#updated(this.#made.value, changes) : this.#making.make(tasks.values());
    this.#made = { revision, value };
    return value;
  };

  #updated(value: Value, changes: Changes): Value {
    return changes.size === 0 ? value : this.#making.update(value, changes);
  }
}

/** Made anew where one of the changed tasks, as it was or as it is, is of those that it is made of. */
export function derivedFrom<Value>(
  replica: Replica,
  concerns: (task: Task, value: Value) => boolean,
  make: (tasks: Iterable<Task>) => Value,
): Derived<Value> {
  return new Derived(replica, {
    make,
    update(value, changes) {
      for (const [id, before] of changes) {
        const after = replica.tasks.get(id);
        if ((before && concerns(before, value)) || (after && concerns(after, value)))
          return make(replica.tasks.values());
      }
      return value;
    },
  });
}
