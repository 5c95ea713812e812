import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@rondo/schema/ids.ts';
import type { ApiClient, ApiError, Json } from '../client.ts';
import type { Random } from './random.ts';
import type { Mutation, MutationKind, Outcome } from './recording.ts';

/** What its writer knows of a task. */
interface KnownTask {
  id: string;
  version: number;
  completed: boolean;
  deleted: boolean;
  recurring: boolean;
}

export interface LoadOptions {
  readonly user: ApiClient;
  readonly userId: string;
  readonly random: Random;
  /** Milliseconds between two calls of this writer, on average. */
  readonly paceMs: number;
}

const task = 'eventId task { id version }';
const documents = {
  create: `mutation ($input: CreateTaskInput!) { createTask(input: $input) { ${task} } }`,
  update: `mutation ($id: ID!, $input: UpdateTaskInput!, $version: Int) { updateTask(id: $id, input: $input, expectedVersion: $version) { ${task} } }`,
  complete: `mutation ($id: ID!) { completeTask(id: $id) { ${task} } }`,
  reopen: `mutation ($id: ID!) { reopenTask(id: $id) { ${task} } }`,
  delete: 'mutation ($id: ID!) { deleteTask(id: $id) { id eventId } }',
  restore: `mutation ($id: ID!) { restoreTask(id: $id) { ${task} } }`,
  repeat: `mutation ($id: ID!, $recurrence: RecurrenceInput!) { setRecurrence(taskId: $id, recurrence: $recurrence) { ${task} } }`,
  createTag: 'mutation ($input: CreateTagInput!) { createTag(input: $input) { eventId tag { id } } }',
  renameTag:
    'mutation ($id: ID!, $input: UpdateTagInput!) { updateTag(id: $id, input: $input) { eventId tag { id } } }',
  deleteTag: 'mutation ($id: ID!) { deleteTag(id: $id) { id eventId } }',
  remind: 'mutation ($id: ID!, $reminder: ReminderInput!) { addReminder(taskId: $id, reminder: $reminder) { id } }',
} satisfies Record<MutationKind, string>;

/** Answers that ask to try again: nobody knows whether the call took effect. */
const retryable = new Set(['UNAVAILABLE', 'RATE_LIMITED']);
const callTimeoutMs = 20_000;

/**
 * One writer of one user: call after call on tasks and tags of its own, so that it knows what state they are in. It records
 * how each ended, and after one of unknown outcome asks, or sends it again.
 */
export class Writer {
  readonly mutations: Mutation[] = [];
  /** Answers that were neither ok, nor a refusal on purpose, nor retryable. */
  readonly faults: string[] = [];
  readonly #options: LoadOptions;
  readonly #tasks: KnownTask[] = [];
  readonly #tags: string[] = [];
  #stopped = false;
  #marks = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(): Promise<void> {
    const { random, paceMs } = this.#options;
    while (!this.#stopped) {
      await this.#step();
      await delay(random.next() * 2 * paceMs);
    }
  }

  async #step(): Promise<void> {
    const { random } = this.#options;
    const dice = random.next();
    const known = random.pick(this.#tasks);
    if (!known || dice < 0.3) return this.#create();
    if (dice < 0.34) return this.#createTag();
    if (dice < 0.4) return this.#changeTag();
    if (known.deleted) return this.#act('restore', known, { deleted: false });
    if (dice < 0.62) return this.#update(known);
    if (dice < 0.68) return this.#refused(known);
    if (dice < 0.74 && !known.completed) return this.#remind(known);
    if (dice < 0.78) return this.#act('delete', known, { deleted: true });
    if (known.completed) return this.#act('reopen', known, { completed: false });
    if (dice < 0.82 && !known.recurring) return this.#repeat(known);
    return this.#act('complete', known, { completed: true });
  }

  async #create(): Promise<void> {
    const { random } = this.#options;
    const id = newId('task');
    const title = this.#mark();
    const recurring = random.chance(0.25);
    const tag = random.chance(0.3) ? random.pick(this.#tags) : undefined;
    const input = {
      id,
      title,
      priority: random.pick(['HIGH', 'MEDIUM', 'LOW', 'NONE']),
      ...(tag ? { tagIds: [tag] } : {}),
      ...(recurring ? { due: { date: '2031-01-06' }, recurrence: { rule: 'FREQ=DAILY' } } : {}),
    };
    // Under an id of the client's it may be sent until somebody answers.
    while (!this.#stopped) {
      const outcome = await this.#call('create', id, title, { input });
      if (outcome.is === 'unknown') continue;
      if (outcome.is === 'ok') this.#tasks.push({ id, version: 1, completed: false, deleted: false, recurring });
      return;
    }
  }

  async #update(known: KnownTask): Promise<void> {
    const marker = this.#mark();
    const version = this.#options.random.chance(0.5) ? known.version : null;
    const outcome = await this.#call('update', known.id, marker, { id: known.id, input: { title: marker }, version });
    await this.#learn(known, outcome, {});
  }

  /** A call that must not take effect. */
  async #refused(known: KnownTask): Promise<void> {
    const marker = this.#mark();
    const variables = { id: known.id, input: { title: marker }, version: known.version + 1_000 };
    await this.#call('update', known.id, marker, variables);
    const id = newId('task');
    await this.#call('create', id, ' ', { input: { id, title: ' ' } });
  }

  async #act(
    kind: 'complete' | 'reopen' | 'delete' | 'restore',
    known: KnownTask,
    after: Partial<KnownTask>,
  ): Promise<void> {
    const outcome = await this.#call(kind, known.id, null, { id: known.id });
    await this.#learn(known, outcome, after);
  }

  async #repeat(known: KnownTask): Promise<void> {
    const outcome = await this.#call('repeat', known.id, null, { id: known.id, recurrence: { rule: 'FREQ=WEEKLY' } });
    // Of two services' work: one that was broken off may be done by half, and is to be done again by the user.
    if (outcome.is === 'ok') await this.#learn(known, outcome, { recurring: true });
    else this.#forget(known);
  }

  async #remind(known: KnownTask): Promise<void> {
    const id = newId('reminder');
    const at = new Date(Date.now() + this.#options.random.between(500, 6_000)).toISOString();
    const variables = { id: known.id, reminder: { id, at, channels: ['IN_APP', 'EMAIL'] } };
    await this.#call('remind', id, null, variables);
  }

  async #createTag(): Promise<void> {
    const id = newId('tag');
    const name = this.#mark();
    const outcome = await this.#call('createTag', id, name, { input: { id, name } });
    if (outcome.is === 'ok') this.#tags.push(id);
  }

  async #changeTag(): Promise<void> {
    const { random } = this.#options;
    const id = random.pick(this.#tags);
    if (!id) return;
    if (random.chance(0.7)) {
      const name = this.#mark();
      await this.#call('renameTag', id, name, { id, input: { name } });
      return;
    }
    this.#tags.splice(this.#tags.indexOf(id), 1);
    await this.#call('deleteTag', id, null, { id });
  }

  /** After an unknown outcome it asks what became of the task; where nobody answers, it leaves the task alone. */
  async #learn(known: KnownTask, outcome: Outcome & { version?: number }, after: Partial<KnownTask>): Promise<void> {
    if (outcome.is === 'ok') {
      Object.assign(known, after);
      if (outcome.version !== undefined) known.version = outcome.version;
      return;
    }
    const query = 'query ($id: ID!) { task(id: $id) { version status deletedAt } }';
    const answer = await this.#request(query, { id: known.id });
    const found: Json = answer.data?.task;
    if (!found) return this.#forget(known);
    Object.assign(known, {
      version: found.version,
      completed: found.status === 'COMPLETED',
      deleted: found.deletedAt !== null,
    });
  }

  #forget(known: KnownTask): void {
    this.#tasks.splice(this.#tasks.indexOf(known), 1);
  }

  #mark(): string {
    this.#marks += 1;
    return `${this.#options.userId.slice(-6)} ${this.#options.random.between(0, 1e9).toString(36)} ${this.#marks}`;
  }

  async #call(
    kind: MutationKind,
    subject: string,
    marker: string | null,
    variables: object,
  ): Promise<Outcome & { version?: number }> {
    const from = Date.now();
    const { data, error } = await this.#request(documents[kind], variables);
    const [payload]: Json[] = Object.values(data ?? {});
    const outcome: Outcome = payload
      ? { is: 'ok', eventId: 'eventId' in payload ? payload.eventId : undefined }
      : this.#outcomeOf(error);
    this.mutations.push({ userId: this.#options.userId, kind, subject, marker, outcome, from, to: Date.now() });
    return { ...outcome, version: payload?.task?.version };
  }

  #outcomeOf(error: ApiError | string): Outcome {
    if (typeof error === 'string') return { is: 'unknown', reason: error };
    const { code } = error.extensions;
    // Below the mutation's own field it is about what was to be read of the outcome, which another service has: by a principal, say,
    // that a clock set forward in between has made expire.
    const isOfReading = (error.path?.length ?? 0) > 1;
    if (isOfReading || retryable.has(code)) return { is: 'unknown', reason: code };
    if (code !== 'INTERNAL') return { is: 'refused', code };
    this.faults.push(`INTERNAL: ${JSON.stringify(error)}`);
    return { is: 'unknown', reason: code };
  }

  /** `error` is a string where there was no answer of the API's. */
  async #request(query: string, variables: object): Promise<{ data: Json; error: ApiError | string }> {
    try {
      const { body } = await Promise.race([
        this.#options.user.request(query, variables),
        delay(callTimeoutMs, undefined, { ref: false }).then(() => Promise.reject(new Error('no answer came'))),
      ]);
      return { data: body.errors ? null : body.data, error: body.errors?.[0] ?? 'neither data nor errors' };
    } catch (error) {
      await delay(50);
      return { data: null, error: String(error) };
    }
  }
}
