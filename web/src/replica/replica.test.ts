import { describe, expect, it } from 'vitest';
import { countTasks } from '../lists/counts.ts';
import { matcherOf } from '../lists/list.ts';
import { comparatorOf } from '../lists/order.ts';
import { sortedTasks } from '../lists/sorted.ts';
import { derivedFrom } from './derived.ts';
import type { LoadPosition } from './load.ts';
import { Replica } from './replica.ts';
import type { Task } from './types.ts';

const somewhere: LoadPosition = { stage: 0, after: 'a page', done: 100, total: null, again: false };

function taskOf(id: string, fields: Partial<Task> = {}): Task {
  return {
    id,
    title: id,
    description: '',
    status: 'OPEN',
    priority: 'NONE',
    due: null,
    tags: [],
    version: 1,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    completedAt: null,
    deletedAt: null,
    parent: null,
    series: null,
    reminders: [],
    ...fields,
  };
}

const dueOn = (date: string): Task['due'] => ({
  date,
  time: null,
  timeZone: 'UTC',
  floating: true,
  at: `${date}T00:00:00Z`,
});
const titles = (tasks: Iterable<Task>) => [...tasks].map(({ title }) => title);

describe('a page of a load', () => {
  it('overwrites nothing that came by the stream or from an edit, of the same version or a later one', () => {
    const replica = new Replica(null);
    replica.beginLoad();
    replica.putTasks([
      taskOf('a', { title: 'changed', version: 2 }),
      taskOf('b', { deletedAt: '2026-01-02T00:00:00Z' }),
    ]);
    replica.putPage([taskOf('a'), taskOf('b'), taskOf('c')], somewhere);
    expect(titles(replica.tasks.values())).toEqual(['changed', 'b', 'c']);
    expect(replica.tasks.get('b')?.deletedAt).not.toBeNull();
  });

  it('does not bring back what the stream has said is gone', () => {
    const replica = new Replica(null);
    replica.putTasks([taskOf('a')]);
    replica.removeTask('a', 'a cursor');
    replica.putPage([taskOf('a')], somewhere);
    expect(replica.tasks.size).toBe(0);
  });

  it('renews what was known before a load began, and the last one takes away what none has brought', () => {
    const replica = new Replica(null);
    replica.putTasks([taskOf('kept'), taskOf('gone'), taskOf('changed')]);
    expect(replica.beginLoad()).toBe(true);
    replica.putTasks([taskOf('new')]);
    replica.putPage([taskOf('kept', { title: 'kept, as it is now' })], somewhere);
    expect(replica.tasks.has('gone')).toBe(true);
    replica.putTasks([taskOf('changed', { version: 2 })]);
    replica.putPage([], null);
    expect(titles(replica.tasks.values()).sort()).toEqual(['changed', 'kept, as it is now', 'new']);
  });

  it('leaves above it what the user did and the server has not taken yet', () => {
    const replica = new Replica(null);
    replica.setQueue([{ sequence: 1, at: '2026-01-02T00:00:00Z', edit: { kind: 'complete', id: 'a' }, problem: null }]);
    replica.putPage([taskOf('a')], somewhere);
    expect(replica.tasks.get('a')?.status).toBe('COMPLETED');
    expect(replica.confirmed('a')?.status).toBe('OPEN');
  });
});

describe('what is made of all tasks', () => {
  it('is, after any changes, what it would be if it were made anew', () => {
    const replica = new Replica(null);
    const make = () => ({
      sorted: sortedTasks(replica, matcherOf({ kind: 'all' }, 'UTC'), comparatorOf('due', 'en')),
      counts: countTasks(replica, [{ id: 'f', name: 'High', query: '!high' }], 'UTC'),
    });
    const { sorted, counts } = make();
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 300; round++) {
      for (let change = random(40); change >= 0; change--) {
        const id = `task-${random(500)}`;
        const version = (replica.confirmed(id)?.version ?? 0) + 1;
        if (random(10) === 0) replica.removeTask(id);
        else
          replica.putTasks([
            taskOf(id, {
              version,
              due: random(4) === 0 ? null : dueOn(`20${20 + random(20)}-01-0${1 + random(9)}`),
              priority: random(2) === 0 ? 'HIGH' : 'NONE',
              status: random(5) === 0 ? 'COMPLETED' : 'OPEN',
              deletedAt: random(8) === 0 ? '2026-01-01T00:00:00Z' : null,
              tags: random(3) === 0 ? [{ id: 't', name: 'tag' }] : [],
            }),
          ]);
      }
      // Not each time: some have to make up for many changes, and some for too many.
      if (random(3) > 0 && round % 50 > 5) continue;
      const anew = make();
      expect(titles(sorted.get())).toEqual(titles(anew.sorted.get()));
      const { byId, ...rest } = counts.get();
      const { byId: byIdAnew, ...restAnew } = anew.counts.get();
      expect(rest).toEqual(restAnew);
      for (const id of ['f', 't']) expect(byId.get(id) ?? 0).toBe(byIdAnew.get(id) ?? 0);
    }
  });

  it('stays the same value where what changed does not concern it, so that nothing is drawn anew', () => {
    const replica = new Replica(null);
    replica.putTasks([taskOf('a', { due: dueOn('2020-01-01') })]);
    const today = sortedTasks(replica, matcherOf({ kind: 'today' }, 'UTC'), comparatorOf('due', 'en'));
    const children = derivedFrom(
      replica,
      ({ parent }) => parent !== null,
      (tasks) => titles([...tasks].filter(({ parent }) => parent)),
    );
    const before = [today.get(), children.get()];
    replica.putPage([taskOf('b', { due: dueOn('2099-01-01') })], somewhere);
    expect(today.get()).toBe(before[0]);
    expect(children.get()).toBe(before[1]);
    replica.putPage([taskOf('c', { due: dueOn('2021-01-01'), parent: { id: 'a' } })], somewhere);
    expect(titles(today.get())).toEqual(['a', 'c']);
    expect(children.get()).toEqual(['c']);
  });
});
