import { ErrorCode } from '@rondo/schema/errors.ts';
import { describe, expect, it } from 'vitest';
import { badInput, RondoError } from '../errors.ts';
import type { Method } from '../platform.ts';
import { until } from '../testing/until.ts';
import { type Fixture, patienceMs } from './fixture.ts';

/** Calls between services. */
export function describeCalls(fixture: () => Fixture): void {
  const call = (method: string, input: unknown = {}, signal?: AbortSignal) =>
    fixture().platform.invoke({ service: 'conformance', method, input, principal: 'signed.principal', signal });
  const serve = (methods: Record<string, Method>) => fixture().platform.serve('conformance', methods);
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (error: unknown) => error,
    );

  describe('invoke', () => {
    it('carries input, principal and result', async () => {
      await using _ = await serve({ greet: async (input, principal) => ({ input, principal }) });
      const input = { text: 'ä\u0000"🔑', list: [1, null, { a: true }] };
      expect(await call('greet', input)).toEqual({ input, principal: 'signed.principal' });
    });

    it('shares no object between the two sides, and carries what JSON carries', async () => {
      let received: unknown;
      const kept = { list: [1] };
      await using _ = await serve({
        keep: async (input) => {
          received = input;
          return kept;
        },
      });
      const input = { list: [1], at: new Date(0), missing: undefined };
      const result = await call('keep', input);
      expect(result).toEqual(kept);
      expect(result).not.toBe(kept);
      expect(received).toEqual({ list: [1], at: '1970-01-01T00:00:00.000Z' });
    });

    it('rejects with the code, the message and the argument of an error that was meant', async () => {
      await using _ = await serve({
        refuse: async () => {
          throw badInput('input.name', 'Expected a name.');
        },
      });
      const error = await failure(call('refuse'));
      expect(error).toBeInstanceOf(RondoError);
      expect(error).toMatchObject({
        code: ErrorCode.BAD_USER_INPUT,
        message: 'Expected a name.',
        argument: 'input.name',
        extensions: { code: ErrorCode.BAD_USER_INPUT, argument: 'input.name' },
      });
    });

    it('rejects with UNAVAILABLE, telling nothing, where the method failed otherwise', async () => {
      await using _ = await serve({
        fail: async () => {
          throw new Error('select * from secret');
        },
      });
      const error = await failure(call('fail'));
      expect(error).toMatchObject({ code: ErrorCode.UNAVAILABLE });
      expect(String(error)).not.toContain('secret');
    });

    it('rejects with UNAVAILABLE where nobody serves the service, or the method', async () => {
      expect(await failure(call('greet'))).toMatchObject({ code: ErrorCode.UNAVAILABLE });
      await using _ = await serve({ greet: async () => 'hello' });
      expect(await failure(call('toString'))).toMatchObject({ code: ErrorCode.UNAVAILABLE });
      expect(await failure(call('other'))).toMatchObject({ code: ErrorCode.UNAVAILABLE });
    });

    it('ends at once where the caller cancels, and the method’s signal is aborted', async () => {
      const entered = Promise.withResolvers<void>();
      let aborted = false;
      await using _ = await serve({
        wait: async (_input, _principal, signal) => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
          entered.resolve();
          await until('it is cancelled', () => aborted, patienceMs);
        },
      });
      const caller = new AbortController();
      const called = failure(call('wait', {}, caller.signal));
      await entered.promise;
      caller.abort(new Error('left'));
      expect(await called).toMatchObject({ message: 'left' });
      await until('the method knows', () => aborted, patienceMs);
      expect(await failure(call('wait', {}, AbortSignal.abort(new Error('before'))))).toMatchObject({
        message: 'before',
      });
    });
  });
}
