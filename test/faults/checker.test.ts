import { describe, expect, it } from 'vitest';
import { check } from './checker.ts';
import type { ActivityRow, HeardEvent, LoggedEvent, Mutation, Recording, State } from './recording.ts';

/* The checker finds what it is there to find: faults are planted in a run that is known to be good. */

const userId = 'user_1';
const entry = (id: string, sequence: number, type: string, subject: string, changes: ActivityRow['changes']) => ({
  ...{ id, userId, sequence, type, subject, changes },
  byUser: !id.startsWith('next'),
});
const logged = (id: string, type: string, subject: string, version: number): LoggedEvent => ({
  ...{ id, userId, type, subject, version },
});
const heard = ({ id, type, subject, version }: LoggedEvent): HeardEvent => ({ id, type, subject, version });
const call = (kind: Mutation['kind'], marker: string | null, outcome: Mutation['outcome']): Mutation => ({
  ...{ userId, kind, subject: 'task_a', marker, outcome, from: 0, to: 1 },
});
const changed = (field: string, from: string | null, to: string) => ({ field, from, to });

/** A recurring task that was created, renamed and completed, which made its next occurrence; a refusal; a reminder that came. */
function goodRun(): { recording: Recording; state: State } {
  const events = [
    logged('created', 'task.created.v1', 'task_a', 1),
    logged('renamed', 'task.updated.v1', 'task_a', 2),
    logged('completed', 'task.completed.v1', 'task_a', 3),
    logged('next', 'task.created.v1', 'task_b', 1),
  ];
  const mutations = [
    call('create', 'one', { is: 'ok', eventId: 'created' }),
    call('update', 'two', { is: 'ok', eventId: 'renamed' }),
    call('update', 'three', { is: 'refused', code: 'CONFLICT' }),
    call('update', 'four', { is: 'unknown', reason: 'UNAVAILABLE' }),
    call('complete', null, { is: 'ok', eventId: 'completed' }),
  ];
  const occurrence = { userId, deleted: false, seriesId: 'series_1' };
  return {
    recording: { mutations, subscribers: [{ name: 'subscriber', userId, events: events.map(heard) }] },
    state: {
      tasks: [
        { ...occurrence, id: 'task_a', title: 'two', status: 'COMPLETED', version: 3, occurrenceKey: '1' },
        { ...occurrence, id: 'task_b', title: 'two', status: 'OPEN', version: 1, occurrenceKey: '2' },
      ],
      tags: [],
      series: [{ id: 'series_1', ended: false }],
      reminders: [
        { id: 'reminder_1', userId, taskId: 'task_a', state: 'SENT', fireAt: null, at: 1_000, firing: 1, inApp: true },
      ],
      notifications: [{ id: 'notification_1', taskId: 'task_a', createdAt: 1_010 }],
      activity: [
        entry('created', 1, 'task.created.v1', 'task_a', [
          changed('title', null, 'one'),
          changed('status', null, 'OPEN'),
          changed('series', null, 'series_1'),
        ]),
        entry('renamed', 2, 'task.updated.v1', 'task_a', [changed('title', 'one', 'two')]),
        entry('completed', 3, 'task.completed.v1', 'task_a', [changed('status', 'OPEN', 'COMPLETED')]),
        entry('next', 4, 'task.created.v1', 'task_b', [
          changed('title', null, 'two'),
          changed('status', null, 'OPEN'),
          changed('series', null, 'series_1'),
        ]),
      ],
      brokenChains: [],
      facts: events,
      updates: events,
      outbox: 0,
      refused: [],
      deadLetters: [],
      at: 100_000,
    },
  };
}

type Run = ReturnType<typeof goodRun>;
type Plant = (run: Run) => { recording?: Partial<Recording>; state?: Partial<State> };

const hear =
  (change: (events: readonly HeardEvent[]) => HeardEvent[]): Plant =>
  ({ recording }) => ({
    recording: { subscribers: recording.subscribers.map((each) => ({ ...each, events: change(each.events) })) },
  });

const without = <T extends { id: string }>(id: string, rows: readonly T[]): T[] => rows.filter((row) => row.id !== id);

const planted: readonly [name: string, rule: string, plant: Plant][] = [
  ['an event that a subscriber did not hear', 'event not heard', hear((events) => without('renamed', events))],
  ['an event that a subscriber heard twice', 'event heard twice', hear((events) => [...events, ...events.slice(0, 1)])],
  [
    'two events in the wrong order',
    'heard out of order',
    hear(([a, b, ...rest]) => [b, a, ...rest].filter((each) => each !== undefined)),
  ],
  [
    'an event of nowhere',
    'event nobody sent',
    hear((events) => [...events, { id: 'x', type: 'x', subject: null, version: null }]),
  ],
  [
    'an acknowledged mutation that left no trace',
    'mutation lost',
    ({ state }) => ({
      state: { activity: without('renamed', state.activity), facts: without('renamed', state.facts) },
    }),
  ],
  [
    'an acknowledgement without an event, and no effect',
    'mutation lost',
    ({ recording }) => ({
      recording: { mutations: [...recording.mutations, call('delete', null, { is: 'ok', eventId: null })] },
    }),
  ],
  [
    'an acknowledged mutation that happened twice',
    'mutation doubled',
    ({ state }) => ({
      state: { activity: [...state.activity, entry('again', 5, 'task.completed.v1', 'task_a', [])] },
    }),
  ],
  [
    'a mutation of unknown outcome that happened twice',
    'mutation doubled',
    ({ state }) => ({
      state: {
        activity: [
          ...state.activity,
          entry('x1', 5, 'task.updated.v1', 'task_a', [changed('title', 'two', 'four')]),
          entry('x2', 6, 'task.updated.v1', 'task_a', [changed('title', 'four', 'four')]),
        ],
      },
    }),
  ],
  [
    'a refused mutation that took effect',
    'refused mutation took effect',
    ({ state }) => ({
      state: {
        activity: [...state.activity, entry('x', 5, 'task.updated.v1', 'task_a', [changed('title', 'two', 'three')])],
      },
    }),
  ],
  [
    'a version that no event tells of',
    'version missing',
    ({ state }) => ({ state: { updates: without('renamed', state.updates) } }),
  ],
  [
    'events of one task in the wrong order in the log',
    'version missing',
    ({ state }) => ({ state: { facts: state.facts.toReversed() } }),
  ],
  [
    'a fact that the activity log does not have',
    'activity incomplete',
    ({ state }) => ({ state: { activity: without('next', state.activity) } }),
  ],
  [
    'an entry in the activity log that was never published',
    'activity incomplete',
    ({ state }) => ({ state: { facts: without('next', state.facts) } }),
  ],
  [
    'a fact that the activity log has twice',
    'activity incomplete',
    ({ state }) => ({ state: { activity: [...state.activity, ...state.activity.slice(-1)] } }),
  ],
  [
    'an update that was overwritten by one that had not seen it',
    'history contradicts itself',
    ({ state }) => ({
      state: {
        activity: state.activity.map((each) =>
          each.id === 'completed' ? { ...each, changes: [changed('title', 'one', 'two'), ...each.changes] } : each,
        ),
      },
    }),
  ],
  [
    'a row that is not as its history says',
    'history contradicts itself',
    ({ state }) => ({ state: { tasks: state.tasks.map((task) => ({ ...task, title: 'other' })) } }),
  ],
  ['a broken chain', 'chain broken', () => ({ state: { brokenChains: ['entry 2: its hash is another'] } })],
  [
    'an occurrence that was made twice',
    'occurrence doubled',
    ({ state }) => ({
      state: { tasks: [...state.tasks, ...state.tasks.slice(1).map((task) => ({ ...task, id: 'task_c' }))] },
    }),
  ],
  [
    'a completed occurrence without one after it',
    'occurrence missing',
    ({ state }) => ({ state: { tasks: state.tasks.slice(0, 1) } }),
  ],
  [
    'a reminder before its time',
    'reminder early',
    ({ state }) => ({ state: { notifications: state.notifications.map((each) => ({ ...each, createdAt: 900 })) } }),
  ],
  [
    'a reminder that came twice',
    'reminder doubled',
    ({ state }) => ({ state: { notifications: [...state.notifications, ...state.notifications] } }),
  ],
  [
    'a reminder that never came',
    'reminder missing',
    ({ state }) => ({
      state: { reminders: [...state.reminders.map((each) => ({ ...each, id: 'x', fireAt: 2_000, firing: 0 }))] },
    }),
  ],
  ['an event that no relay took', 'backlog', () => ({ state: { outbox: 1 } })],
  ['an event that a relay set aside', 'backlog', () => ({ state: { refused: ['too large'] } })],
  ['a dead letter', 'dead letter', () => ({ state: { deadLetters: [{ group: 'activity', eventId: 'next' }] } })],
];

describe('the checker', () => {
  it('finds nothing in a run that kept the promise', () => {
    const { recording, state } = goodRun();
    expect(check(recording, state)).toEqual([]);
  });

  it('takes a mutation of unknown outcome that happened once for what may be', () => {
    const { recording, state } = goodRun();
    const late = logged('late', 'task.updated.v1', 'task_a', 4);
    const activity = [
      ...state.activity,
      entry('late', 5, 'task.updated.v1', 'task_a', [changed('title', 'two', 'four')]),
    ];
    const tasks = state.tasks.map((task) => (task.id === 'task_a' ? { ...task, title: 'four', version: 4 } : task));
    const facts = [...state.facts, late];
    const subscribers = recording.subscribers.map((each) => ({ ...each, events: [...each.events, heard(late)] }));
    expect(check({ ...recording, subscribers }, { ...state, activity, tasks, facts, updates: facts })).toEqual([]);
  });

  it('takes an event that the relay published twice for one', () => {
    const { recording, state } = goodRun();
    const facts = [...state.facts, ...state.facts];
    expect(check(recording, { ...state, facts, updates: facts })).toEqual([]);
  });

  it('takes facts that came in another order for what they are only where they were shuffled on purpose', () => {
    const { recording, state } = goodRun();
    const [a, b, c, ...rest] = state.facts;
    const facts = [c, a, b, ...rest].filter((each) => each !== undefined);
    const places = facts.map(({ id }) => id);
    const activity = state.activity
      .toSorted((one, other) => places.indexOf(one.id) - places.indexOf(other.id))
      .map((each, place) => ({ ...each, sequence: place + 1 }));
    const shuffled = new Set(facts.slice(0, 3).map(({ id }) => id));
    expect(check(recording, { ...state, facts, activity }, { shuffled })).toEqual([]);
    expect(check(recording, { ...state, facts, activity })).not.toEqual([]);
    // Not so what clients hear.
    const updates = check(recording, { ...state, facts, updates: facts, activity }, { shuffled });
    expect(updates.map(({ rule }) => rule)).toContain('version missing');
  });

  it.each(planted)('finds %s', (_, rule, plant) => {
    const run = goodRun();
    const { recording, state } = plant(run);
    const found = check({ ...run.recording, ...recording }, { ...run.state, ...state });
    expect(found.map((violation) => violation.rule)).toContain(rule);
  });
});
