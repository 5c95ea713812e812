import { setTimeout as delay } from 'node:timers/promises';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { type Principal, signedOut, signPrincipal } from '@rondo/platform/principal.ts';
import type { RunningService } from '@rondo/platform/start-service.ts';
import { authenticate, authRequest } from '@rondo/schema/methods/accounts.ts';
import { chores, errands, projects, tagNames } from './demo-tasks.ts';

export interface DemoUser {
  readonly email: string;
  readonly password: string;
  /** A session's. */
  readonly token: string;
}

const email = 'demo@example.com';
const password = 'a year of tasks';
const days = 365;
const dayMs = 86_400_000;

/** Operations of the demo's past; `clock` is what the services take for now. */
export interface DemoWorld {
  readonly platform: Platform;
  readonly services: ReadonlyMap<string, RunningService>;
  /** Sets the services' clock; null: to the wall clock again. */
  setNow(now: Date | null): void;
}

/**
 * A user who has kept their tasks in Rondo for a year: made through the graph as a client would make them, with the services' clock
 * set to each day in turn, before anyone else is let in. Signs in only where the user is there already.
 */
export async function makeDemoUser(world: DemoWorld, say: (line: string) => void): Promise<DemoUser> {
  const existing = await authenticated(world, '/api/auth/sign-in/email', { email, password });
  if (existing) return { email, password, token: existing };
  const token = await authenticated(world, '/api/auth/sign-up/email', { email, password, name: 'Demo' });
  if (!token) throw new Error('The demo user could not be made.');
  say('Living through a year of tasks for the demo user …');
  try {
    await new Year(world, await principalOf(world, token)).live();
  } finally {
    world.setNow(null);
  }
  return { email, password, token };
}

interface Planned {
  id: string;
  /** The day that it is completed on; null: it stays open. */
  doneOn: number | null;
}

class Year {
  readonly #world: DemoWorld;
  readonly #principal: Principal;
  readonly #planned: Planned[] = [];
  /** Series by what repeats, which is completed whenever it is due. */
  readonly #series: string[] = [];
  #seed = 20_260_101;

  constructor(world: DemoWorld, principal: Principal) {
    this.#world = world;
    this.#principal = principal;
  }

  async live(): Promise<void> {
    const start = Date.now() - days * dayMs;
    const ideas = [...errands, ...projects].flatMap((title) => [title, title]);
    for (let day = 0; day <= days; day++) {
      const morning = Math.min(start + day * dayMs, Date.now() - 1_000);
      this.#world.setNow(new Date(morning));
      if (day === 0) await this.#begin(morning);
      if (this.#chance(0.75)) await this.#create(ideas[Math.floor(this.#random() * ideas.length)] ?? '', day, morning);
      for (const task of this.#planned.filter(({ doneOn }) => doneOn === day)) await this.#complete(task.id);
      if (day % 7 === 0) await this.#doChores(morning);
    }
  }

  async #begin(now: number): Promise<void> {
    for (const { title, rule, tag, time } of chores) {
      const input = { title, tagNames: [tag], due: { date: dateOf(now), time }, recurrence: { rule } };
      const { createTask } = await this.#tasks<{ createTask: { task: { series: { id: string } } } }>(
        'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { series { id } } } }',
        { input },
      );
      this.#series.push(createTask.task.series.id);
    }
  }

  async #create(title: string, day: number, now: number): Promise<void> {
    const dueIn = Math.floor(this.#random() * 10);
    // The last weeks' tasks are partly open; of older ones almost all are done, some late.
    const done = this.#chance(day > days - 21 ? 0.4 : 0.96);
    const input = {
      title,
      priority: ['HIGH', 'MEDIUM', 'LOW', 'NONE', 'NONE', 'NONE'][Math.floor(this.#random() * 6)],
      tagNames: [tagNames[Math.floor(this.#random() * tagNames.length)]],
      due: this.#chance(0.8) ? { date: dateOf(now + dueIn * dayMs) } : null,
    };
    const { createTask } = await this.#tasks<{ createTask: { task: { id: string } } }>(
      'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }',
      { input },
    );
    this.#planned.push({ id: createTask.task.id, doneOn: done ? day + 1 + Math.floor(this.#random() * 12) : null });
  }

  async #complete(id: string): Promise<void> {
    await this.#tasks('mutation ($id: ID!) { completeTask(id: $id) { eventId } }', { id });
  }

  /** Completes what repeats and is due, and waits for the next occurrences, which come by events. */
  async #doChores(now: number): Promise<void> {
    const query = /* GraphQL */ `
      query ($id: ID!) { tasks(filter: { seriesId: $id, status: OPEN }) { nodes { id due { at } } } }
    `;
    const open = async (id: string) =>
      (await this.#tasks<{ tasks: { nodes: { id: string; due: { at: string } }[] } }>(query, { id })).tasks.nodes;
    for (const id of this.#series) {
      const due = (await open(id)).filter((task) => Date.parse(task.due.at) <= now);
      for (const task of due) await this.#complete(task.id);
      while (due.length > 0 && (await open(id)).length === 0) await delay(2);
    }
  }

  async #tasks<Data>(query: string, variables: Record<string, unknown>): Promise<Data> {
    const service = this.#world.services.get('tasks');
    if (!service) throw new Error('The tasks service is not running.');
    const principal = signPrincipal(this.#principal, await this.#world.platform.secret(PRINCIPAL_KEY));
    const { data, errors } = await service.execute({ query, variables, principal });
    if (errors) throw new AggregateError(errors, 'The demo could not be made.');
    return data as Data;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** From 0 up to 1, the same sequence at each start: a linear congruential generator (Numerical Recipes, §7.1). */
  #random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }
}

/** The token of a session that an account request of better-auth opens; null where it is refused. */
async function authenticated(world: DemoWorld, path: string, body: object): Promise<string | null> {
  const response = authRequest.output.parse(
    await world.platform.invoke({
      service: authRequest.service,
      method: authRequest.name,
      input: {
        method: 'POST',
        path,
        headers: [['content-type', 'application/json']],
        body: JSON.stringify(body),
        clientAddress: '127.0.0.1',
      },
      principal: await signed(world, signedOut),
    }),
  );
  if (response.status !== 200) return null;
  const { token } = JSON.parse(response.body) as { token?: unknown };
  return typeof token === 'string' ? token : null;
}

async function principalOf(world: DemoWorld, token: string): Promise<Principal> {
  const { sessions } = authenticate.output.parse(
    await world.platform.invoke({
      service: authenticate.service,
      method: authenticate.name,
      input: { credentials: [{ token, cookie: null }] },
      principal: await signed(world, signedOut),
    }),
  );
  const [session] = sessions;
  if (!session) throw new Error('The demo user has no session.');
  const { userId, actor, scopes, timeZone } = session;
  return { userId, actor, scopes, timeZone };
}

async function signed({ platform }: DemoWorld, principal: Principal): Promise<string> {
  return signPrincipal(principal, await platform.secret(PRINCIPAL_KEY));
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
