import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Outbox } from './outbox.ts';

const KIB = 1_024;
let left: string[];
/** Told when a message has left, by whoever plays the client. */
let written: (() => void)[];
let stalls: number;
let floods: number;
let outbox: Outbox;

beforeEach(() => {
  left = [];
  written = [];
  stalls = 0;
  floods = 0;
  outbox = new Outbox({
    write: (message, done) => {
      left.push(message);
      written.push(done);
    },
    maximumQueued: 100 * KIB,
    onStall: () => stalls++,
    onFlood: () => floods++,
  });
});

const event = (name: string, size = 10 * KIB) => name.padEnd(size, '.');
const read = () => {
  for (const done of written.splice(0)) done();
};

describe('an outbox', () => {
  it('hands over 64 KiB at a time, in order, and the rest as that leaves', () => {
    for (let i = 0; i < 12; i++) outbox.pushEvent('1', event(`${i}`), () => {});
    expect(left).toHaveLength(7);
    read();
    expect(left).toHaveLength(12);
    expect(left.map((message) => Number.parseInt(message, 10))).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(outbox.isEmpty).toBe(false);
    read();
    expect(outbox.isEmpty).toBe(true);
  });

  it('has a client cut off that asks for thousands of answers and takes none, however small they are', () => {
    outbox.push('', event('first', 64 * KIB));
    for (let i = 0; i < 10_000; i++) outbox.push('', 'pong');
    expect(floods).toBe(0);
    outbox.push('', 'pong');
    expect(floods).toBe(1);
  });

  it('says of each event when it can’t be taken back any more', () => {
    const handed: number[] = [];
    for (let i = 0; i < 9; i++) outbox.pushEvent('1', event(`${i}`), () => handed.push(i));
    expect(handed).toEqual([0, 1, 2, 3, 4, 5, 6]);
    outbox.drop('1');
    read();
    expect(handed).toHaveLength(7);
    expect(outbox.isEmpty).toBe(true);
  });

  it('drops one stream’s events and keeps the others’', () => {
    for (let i = 0; i < 7; i++) outbox.pushEvent('1', event('x'), () => {});
    outbox.pushEvent('1', event('dropped'), () => {});
    outbox.pushEvent('2', event('kept'), () => {});
    outbox.drop('1');
    read();
    expect(left.at(-1)).toContain('kept');
    expect(left).toHaveLength(8);
  });

  it('that is full makes those wait who bring old events, until there is room', async () => {
    for (let i = 0; i < 20; i++) outbox.pushEvent('1', event('x'), () => {});
    expect(outbox.isFull).toBe(true);
    const room = outbox.room();
    expect(room).toBeInstanceOf(Promise);
    while (written.length > 0) read();
    await room;
    expect(outbox.isFull).toBe(false);
    expect(outbox.room()).toBeUndefined();
    outbox.close();
  });

  it('counts answers apart from events: what a client asked for does not make it slow, but it is not kept without end', () => {
    for (let i = 0; i < 20; i++) outbox.push('1', event('answer'));
    expect(outbox.isFull).toBe(false);
    for (let i = 0; i < 20; i++) outbox.push('1', event('answer', KIB * KIB));
    expect(floods).toBeGreaterThan(0);
  });

  it('tells of a client that takes nothing, and not of one that is only behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
    try {
      const behind = new Outbox({
        write: (_message, done) => written.push(done),
        maximumQueued: 100 * KIB,
        onStall: () => stalls++,
        onFlood: () => {},
      });
      for (let i = 0; i < 40; i++) behind.pushEvent('1', event('x'), () => {});
      for (let i = 0; i < 20; i++) {
        await vi.advanceTimersByTimeAsync(800);
        written.shift()?.();
      }
      expect(stalls).toBe(0);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(stalls).toBe(1);
      behind.close();
    } finally {
      vi.useRealTimers();
    }
  });
});
