import type { Operation } from '@rondo/platform/operation.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { withNote } from './conversation.ts';
import { emitWritten, lockUnfinished } from './message.ts';

/** Between two steps that watchers see. */
const PACE_MS = 100;

/** The answer is complete already: a newer message came, or its user is gone. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/**
 * Writes an answer as it comes: what there is of it is stored and told at once the first time, then some ten times a second. A text
 * that was told only grows.
 */
export class Writer {
  readonly #context: ServiceContext;
  readonly #messageId: string;
  readonly #onSuperseded: (reason: Superseded) => void;
  #text = '';
  #isWritten = true;
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** @param onSuperseded called when the answer turns out to be complete already */
  constructor(context: ServiceContext, messageId: string, onSuperseded: (reason: Superseded) => void) {
    this.#context = context;
    this.#messageId = messageId;
    this.#onSuperseded = onSuperseded;
  }

  append(text: string): void {
    this.#text += text;
    const isPaced = this.#timer !== undefined || !this.#isWritten;
    this.#isWritten = false;
    if (!isPaced) this.#flush();
  }

  /** Begins a new paragraph, unless there is nothing yet. */
  paragraph(): void {
    if (this.#text !== '' && !this.#text.endsWith('\n\n')) this.append('\n\n');
  }

  /** Writes what there is, with `work` in the same transaction. @throws Superseded */
  write(work?: (operation: Operation) => void): Promise<void> {
    return this.#write({ work });
  }

  /** The answer is complete; `note` is what we have to say ourselves. @throws Superseded */
  finish(note?: string): Promise<void> {
    if (note) this.#text = withNote(this.#text, note);
    return this.#write({ complete: true });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#write({}).then(
      () => {
        this.#timer = setTimeout(() => {
          this.#timer = undefined;
          if (!this.#isWritten) this.#flush();
        }, PACE_MS);
      },
      (error) => this.#onSuperseded(error),
    );
  }

  /** One at a time, in order. */
  #write({ work, complete = false }: { work?: (operation: Operation) => void; complete?: boolean }): Promise<void> {
    const written = this.#writing.then(() =>
      this.#context.write(async (operation) => {
        const message = await lockUnfinished(operation, this.#messageId);
        if (!message) throw new Superseded('The answer is complete already.');
        this.#isWritten = true;
        // A lone surrogate is half a character whose other half is still to come; PostgreSQL holds none, nor NUL.
        Object.assign(message, { text: this.#text.replaceAll('\0', '').toWellFormed(), complete });
        work?.(operation);
        await emitWritten(operation, message);
      }),
    );
    this.#writing = written.catch(() => {});
    return written;
  }
}
