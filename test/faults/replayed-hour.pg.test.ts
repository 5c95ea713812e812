import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { ApiClient, eventually } from '../client.ts';
import { EmbeddedWorld } from './embedded-world.ts';
import { makeClockSettable, noteTellings, readTellings, setClock, type Telling } from './set-clock.ts';

/*
 * A change of daylight saving time, replayed: Rondo's clock and its PostgreSQL's come to it, and are then set back over it and on again, as
 * they are by hand, by a machine that knows no zones, or by a bad time server. Reminders go by PostgreSQL's clock.
 */

const zone = 'Europe/Berlin';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Clocks are set one after the other. */
const clockGrainMs = 5;
/** The sweep comes every 30 s where no wake-up did. */
const patienceMs = 40_000;

/** The next change to summer time, whose hour does not exist, and the next one from it, whose hour comes twice. */
function changes(): { spring: Temporal.ZonedDateTime; autumn: Temporal.ZonedDateTime } {
  const found: Temporal.ZonedDateTime[] = [];
  // Not so near that a day before it is over.
  let at = Temporal.Now.zonedDateTimeISO(zone).add({ days: 3 });
  while (found.length < 2) {
    at = at.getTimeZoneTransition('next') ?? at;
    found.push(at);
  }
  const isSpring = (change: Temporal.ZonedDateTime) =>
    change.offsetNanoseconds > change.subtract({ seconds: 1 }).offsetNanoseconds;
  const [spring, autumn] = [found.find(isSpring), found.find((change) => !isSpring(change))];
  if (!spring || !autumn) throw new Error(`${zone} has no daylight saving time any more.`);
  return { spring, autumn };
}

/** Rondo on a PostgreSQL whose clock can be set, and a user of `zone`. */
class Day implements AsyncDisposable {
  readonly #world: EmbeddedWorld;
  readonly user: ApiClient;
  #aheadMs: number;

  private constructor(world: EmbeddedWorld, user: ApiClient, aheadMs: number) {
    this.#world = world;
    this.user = user;
    this.#aheadMs = aheadMs;
  }

  /** At the instant `at`. */
  static async start(at: Temporal.Instant): Promise<Day> {
    const world = await EmbeddedWorld.start();
    try {
      await world.database(makeClockSettable);
      await world.database(noteTellings);
      await world.rondo.end('SIGTERM');
      const aheadMs = at.epochMilliseconds - Date.now();
      await world.clock.shift(aheadMs);
      // Sessions, and so all that is remembered with a time, begin there.
      await world.rondo.start();
      await world.database((client) => setClock(client, aheadMs));
      return new Day(world, await ApiClient.signUp(world.url, { timeZone: zone }), aheadMs);
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  get now(): number {
    return Date.now() + this.#aheadMs;
  }

  async move(ms: number): Promise<void> {
    this.#aheadMs += ms;
    await this.#world.database((client) => setClock(client, this.#aheadMs));
    await this.#world.clock.shift(this.#aheadMs);
  }

  tellings(): Promise<Telling[]> {
    return this.#world.database(readTellings);
  }

  /** A task that is due at a wall time, with a reminder at its due; its id. */
  async create(due: { date: string; time: string }, more: object = {}): Promise<string> {
    const { createTask } = await this.user.data(
      'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }',
      { input: { title: `At ${due.time}`, due, reminders: [{ before: 'PT0S' }], ...more } },
    );
    await eventually(() => this.reminderOf(createTask.task.id), Boolean, patienceMs);
    return createTask.task.id;
  }

  /** When it is to be reminded of, in milliseconds since 1970; null before there is a reminder. */
  async reminderOf(id: string): Promise<number | null> {
    const { task } = await this.user.data('query ($id: ID!) { task(id: $id) { reminders { at } } }', { id });
    const [reminder] = task.reminders;
    return reminder ? Date.parse(reminder.at) : null;
  }

  /** Once all of these were told of, exactly they, each once and none before its time. */
  async expectTold(times: ReadonlyMap<string, number>): Promise<void> {
    const told = await eventually(
      () => this.tellings(),
      (tellings) => [...times.keys()].every((id) => tellings.some(({ taskId }) => taskId === id)),
      patienceMs,
    );
    expect(told.map(({ taskId }) => taskId).toSorted()).toEqual([...times.keys()].toSorted());
    for (const { taskId, at } of told) expect(at).toBeGreaterThanOrEqual((times.get(taskId) ?? 0) - clockGrainMs);
  }

  /** Has a reminder of now fire, and so the sweep look at all others; nothing else may have come of it. */
  async expectNothingNew(times: Map<string, number>): Promise<void> {
    const at = new Date(this.now + 500);
    const { createTask } = await this.user.data(
      'mutation ($at: DateTime!) { createTask(input: { title: "Now", reminders: [{ at: $at }] }) { task { id } } }',
      { at: at.toISOString() },
    );
    times.set(createTask.task.id, at.getTime());
    await this.expectTold(times);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world[Symbol.asyncDispose]();
  }
}

const { spring, autumn } = changes();

describe('a change of daylight saving time, replayed', { timeout: 180_000 }, () => {
  it('in spring tells of what is due in the hour that there is not, once, an hour later by the wall', async () => {
    const change = spring.toInstant();
    const date = spring.toPlainDate().toString();
    await using day = await Day.start(change.subtract({ hours: 25 }));
    // An occurrence of the day before, whose next one falls into the gap and takes its reminder along.
    const before = await day.create(
      { date: spring.toPlainDate().subtract({ days: 1 }).toString(), time: '02:30' },
      { recurrence: { rule: 'FREQ=DAILY' } },
    );
    const gap = await day.create({ date, time: '02:15' });
    const late = await day.create({ date, time: '03:50' });
    const { completeTask } = await day.user.data(
      'mutation ($id: ID!) { completeTask(id: $id) { task { series { id } } } }',
      {
        id: before,
      },
    );
    const seriesId = completeTask.task.series.id;
    const next = await eventually<string | undefined>(
      async () => {
        const { tasks } = await day.user.data(
          'query ($id: ID!) { tasks(filter: { seriesId: $id }) { nodes { id status } } }',
          { id: seriesId },
        );
        return tasks.nodes.find(({ status }: { status: string }) => status === 'OPEN')?.id;
      },
      Boolean,
      patienceMs,
    );
    if (!next) throw new Error('There is no next occurrence.');
    await eventually(() => day.reminderOf(next), Boolean, patienceMs);
    const at = (minutes: number) => change.epochMilliseconds + minutes * minuteMs;
    // 02:15 and 02:30 move on by the hour that is left out.
    expect([await day.reminderOf(gap), await day.reminderOf(next), await day.reminderOf(late)]).toEqual([
      at(15),
      at(30),
      at(50),
    ]);

    const told = new Map<string, number>();
    // 01:55, then over the change: 03:20 by the wall.
    await day.move(24 * hourMs + 55 * minuteMs);
    await day.expectNothingNew(told);
    await day.move(25 * minuteMs);
    await day.expectTold(told.set(gap, at(15)));
    // Back to 01:20, as if the hour were there, and on again to 03:20, and to 03:40.
    await day.move(-hourMs);
    await day.expectNothingNew(told);
    await day.move(hourMs);
    await day.expectNothingNew(told);
    await day.move(20 * minuteMs);
    await day.expectTold(told.set(next, at(30)));
    // Two hours ahead by mistake, and right again.
    await day.move(2 * hourMs);
    await day.expectTold(told.set(late, at(50)));
    await day.move(-2 * hourMs);
    await day.expectNothingNew(told);
  });

  it('in autumn tells of what is due in the hour that comes twice once, in the first of the two', async () => {
    const change = autumn.toInstant();
    const date = autumn.toPlainDate().toString();
    await using day = await Day.start(change.subtract({ hours: 2 }));
    const twice = await day.create({ date, time: '02:30' });
    const after = await day.create({ date, time: '03:10' });
    const at = (minutes: number) => change.epochMilliseconds + minutes * minuteMs;
    expect([await day.reminderOf(twice), await day.reminderOf(after)]).toEqual([at(-30), at(70)]);

    const told = new Map<string, number>();
    // 02:20 for the first time, 02:40 for the first, 02:40 for the second.
    await day.move(80 * minuteMs);
    await day.expectNothingNew(told);
    await day.move(20 * minuteMs);
    await day.expectTold(told.set(twice, at(-30)));
    await day.move(hourMs);
    await day.expectNothingNew(told);
    // The hour again, as a machine has it that sets its clock back by the wall, and on.
    await day.move(-hourMs);
    await day.expectNothingNew(told);
    await day.move(hourMs);
    await day.expectNothingNew(told);
    await day.move(hourMs);
    await day.expectTold(told.set(after, at(70)));
  });
});
