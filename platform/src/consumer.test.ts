import { ErrorCode } from '@rondo/schema/errors.ts';
import { describe, expect, it } from 'vitest';
import { untilAvailable } from './consumer.ts';
import { RondoError, unavailable } from './errors.ts';

describe('a handler that another service keeps from its work', () => {
  it('waits until that is back, however often it has to ask', async () => {
    let calls = 0;
    await untilAvailable(async () => {
      if (++calls < 4) throw unavailable('tasks');
    }, new AbortController().signal);
    expect(calls).toBe(4);
  });

  it('fails at once with every other error, so that retries and dead letters are for the event', async () => {
    const refused = new RondoError(ErrorCode.NOT_FOUND, 'It is not there.');
    let calls = 0;
    const work = async () => {
      calls++;
      throw refused;
    };
    await expect(untilAvailable(work, new AbortController().signal)).rejects.toBe(refused);
    expect(calls).toBe(1);
  });

  it('gives up when it is told to stop, and leaves the event undelivered', async () => {
    const stop = new AbortController();
    const waiting = untilAvailable(async () => {
      setImmediate(() => stop.abort());
      throw unavailable('tasks');
    }, stop.signal);
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
