import type { Operation } from '@rondo/platform/operation.ts';
import type { ServiceContext, ServiceHost } from '@rondo/platform/service.ts';
import { asAssistant } from './action.ts';
import { type AnswerScope, answerByModel } from './answer.ts';
import { Budget } from './budget.ts';
import { beginExchange, withNote } from './conversation.ts';
import { ActionEntity, type Message, MessageEntity } from './entities.ts';
import { ABANDONED_MS, Lease } from './lease.ts';
import { emitWritten } from './message.ts';
import { Model, ModelFailure } from './model.ts';
import { answerOffline, OfflineRefusal } from './offline.ts';
import type { ToldMessage } from './prompt.ts';
import { type AssistantSettings, OPENAI_KEY } from './settings.ts';
import { Superseded, Writer } from './writer.ts';

const SWEEP_MS = 5_000;
const MAXIMUM_TOLD = 50;
/** An answer that takes longer is ended as it is. */
const LONGEST_ANSWER_MS = 300_000;
const interrupted = '(The answer was interrupted. What was done until then stays done; ask again for the rest.)';
const failed = '(Something went wrong on our side, and the answer ends here. Ask again.)';
const tooLong = '(Stopped: the answer took too long.)';

/** Writes the answers: each in the background of the process that took the message, and ended by another where that dies. */
export class Runtime implements AsyncDisposable {
  readonly host: ServiceHost;
  readonly #settings: AssistantSettings;
  readonly #budget: Budget;
  readonly #stop = new AbortController();
  readonly #running = new Map<string, { conversationId: string; abort: AbortController; done: Promise<void> }>();
  #sweep: NodeJS.Timeout;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(host: ServiceHost, settings: AssistantSettings) {
    this.host = host;
    this.#settings = settings;
    this.#budget = new Budget(host.platform.state, settings);
    this.#sweep = this.#scheduleSweep();
  }

  /** Takes what the user said, and begins to answer. @throws RondoError NOT_FOUND, BAD_USER_INPUT, RATE_LIMITED */
  async send(context: ServiceContext, input: { conversationId?: string | null; text: string }): Promise<Message> {
    const now = new Date();
    const { userId } = context.principal;
    await this.#budget.countMessage(userId, now);
    const model = await this.#model();
    if (model) await this.#budget.check(userId, now);
    const { said, answer } = await context.write((operation) => beginExchange(operation, input));
    for (const { conversationId, abort } of this.#running.values()) {
      if (conversationId === answer.conversationId) abort.abort(new Superseded('A newer message came.'));
    }
    const abort = new AbortController();
    const done = this.#answer(context, { said, answer, model, abort }).finally(() => this.#running.delete(answer.id));
    this.#running.set(answer.id, { conversationId: answer.conversationId, abort, done });
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#sweep);
    this.#stop.abort();
    await Promise.all([this.#sweeping, ...[...this.#running.values()].map(({ done }) => done)]);
  }

  /** Null: there is no key, and no address of an endpoint that needs none. */
  async #model(): Promise<Model | null> {
    const key = await this.host.platform.secret(OPENAI_KEY).catch(() => '');
    return key === '' && this.#settings.baseUrl === null ? null : new Model(this.#settings, key);
  }

  async #answer(
    context: ServiceContext,
    { said, answer, model, abort }: { said: Message; answer: Message; model: Model | null; abort: AbortController },
  ): Promise<void> {
    const { log, platform } = this.host;
    const assistant = this.host.as(asAssistant(context.principal, answer.conversationId));
    const deadline = AbortSignal.timeout(LONGEST_ANSWER_MS);
    const signal = AbortSignal.any([abort.signal, this.#stop.signal, deadline]);
    using writer = new Writer(assistant, answer.id, (reason) => abort.abort(reason));
    try {
      await using lease = await Lease.take(platform.state, answer.id);
      if (!lease) return;
      const scope: AnswerScope = { assistant, messageId: answer.id, writer, signal, now: new Date() };
      if (!model) await answerOffline(scope, said.text);
      else {
        const told = await assistant.read((operation) => historyBefore(operation, answer));
        await answerByModel(scope, told, { model, budget: this.#budget });
      }
    } catch (error) {
      if (error instanceof Superseded || abort.signal.aborted) return;
      const note = this.#noteOf(error, deadline);
      if (note === failed) log.error({ err: error, messageId: answer.id }, 'an answer of the assistant failed');
      // What fails now is mended by the sweep.
      await writer.finish(note).catch(() => {});
    }
  }

  #noteOf(error: unknown, deadline: AbortSignal): string {
    if (this.#stop.signal.aborted) return interrupted;
    if (deadline.aborted) return tooLong;
    if (error instanceof ModelFailure) return `(${error.message} Your conversation is kept: try again in a moment.)`;
    if (error instanceof OfflineRefusal) return error.message;
    return failed;
  }

  #scheduleSweep(): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#sweeping = this.#endAbandoned()
        .catch((error: unknown) => this.host.log.warn({ err: error }, 'abandoned answers could not be looked for'))
        .finally(() => {
          if (!this.#stop.signal.aborted) this.#sweep = this.#scheduleSweep();
        });
    }, SWEEP_MS);
    timer.unref();
    return timer;
  }

  /** Completes answers whose process died, so that nobody waits for them for ever. */
  async #endAbandoned(): Promise<void> {
    const before = new Date(Date.now() - ABANDONED_MS);
    const unfinished = await this.host.asSystem(({ em }) =>
      em.find(MessageEntity, { complete: false, createdAt: { $lt: before } }, { limit: 100, fields: ['id'] }),
    );
    for (const { id } of unfinished) {
      if (this.#running.has(id) || (await Lease.isHeld(this.host.platform.state, id))) continue;
      await this.host.asSystem(async (operation) => {
        const message = await operation.em.findOne(MessageEntity, { id, complete: false });
        if (!message) return;
        Object.assign(message, { text: withNote(message.text, interrupted), complete: true });
        await emitWritten(operation, message);
      });
    }
  }
}

/** The messages before the answer, oldest first. */
async function historyBefore({ em }: Operation, answer: Message): Promise<ToldMessage[]> {
  const where = { conversationId: answer.conversationId, id: { $lt: answer.id } };
  const messages = await em.find(MessageEntity, where, { orderBy: { id: 'desc' }, limit: MAXIMUM_TOLD });
  const actions = await em.find(
    ActionEntity,
    { messageId: { $in: messages.map(({ id }) => id) } },
    { orderBy: { id: 'asc' } },
  );
  return messages
    .toReversed()
    .map((message) => ({ message, actions: actions.filter(({ messageId }) => messageId === message.id) }));
}
