import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { until } from '../testing/until.ts';
import { type Fixture, patienceMs } from './fixture.ts';

const service = 'conformance';

/** Wake-up calls. */
export function describeJobs(fixture: () => Fixture): void {
  const newJob = () => `job-${randomUUID()}`;
  const inMs = (ms: number) => new Date(Date.now() + ms);
  const record = async (job: string, handle: (call: number) => Promise<void> = async () => {}) => {
    const calls: number[] = [];
    const handler = await fixture().platform.onJob(service, job, async () => {
      calls.push(Date.now());
      await handle(calls.length);
    });
    return { calls, [Symbol.asyncDispose]: () => handler[Symbol.asyncDispose]() };
  };

  describe('a job', () => {
    it('is called once, and never early', async () => {
      const job = newJob();
      await using recorded = await record(job);
      const at = inMs(700);
      await fixture().platform.schedule(service, job, at);
      await until('it was called', () => recorded.calls.length > 0, patienceMs);
      expect(recorded.calls[0]).toBeGreaterThanOrEqual(at.getTime());
      const witness = newJob();
      await using later = await record(witness);
      await fixture().platform.schedule(service, witness, inMs(1_500));
      await until('another was called', () => later.calls.length > 0, patienceMs);
      expect(recorded.calls).toHaveLength(1);
    });

    it('is called at once where its time is past', async () => {
      const job = newJob();
      await using recorded = await record(job);
      await fixture().platform.schedule(service, job, inMs(-60_000));
      await until('it was called', () => recorded.calls.length > 0, patienceMs);
    });

    it('is called at the time that it was scheduled for last, be it later or earlier', async () => {
      const [later, earlier] = [newJob(), newJob()];
      await using recordedLater = await record(later);
      await using recordedEarlier = await record(earlier);
      const at = inMs(1_500);
      await fixture().platform.schedule(service, later, inMs(500));
      await fixture().platform.schedule(service, later, at);
      await fixture().platform.schedule(service, earlier, inMs(600_000));
      await fixture().platform.schedule(service, earlier, inMs(300));
      await until(
        'both were called',
        () => recordedLater.calls.length > 0 && recordedEarlier.calls.length > 0,
        patienceMs,
      );
      expect(recordedLater.calls).toHaveLength(1);
      expect(recordedLater.calls[0]).toBeGreaterThanOrEqual(at.getTime());
    });

    it('is not called where it was unscheduled', async () => {
      const [gone, witness] = [newJob(), newJob()];
      await using recorded = await record(gone);
      await using seen = await record(witness);
      await fixture().platform.schedule(service, gone, inMs(700));
      await fixture().platform.unschedule(service, gone);
      await fixture().platform.unschedule(service, gone);
      await fixture().platform.schedule(service, witness, inMs(1_500));
      await until('a later one was called', () => seen.calls.length > 0, patienceMs);
      expect(recorded.calls).toEqual([]);
    });

    it('is called again where its handler failed', async () => {
      const job = newJob();
      await using recorded = await record(job, async (call) => {
        if (call < 3) throw new Error('not yet');
      });
      await fixture().platform.schedule(service, job, inMs(0));
      await until('it was called three times', () => recorded.calls.length >= 3, patienceMs);
    });

    it('may schedule itself anew from its handler', async () => {
      const job = newJob();
      await using recorded = await record(job, async (call) => {
        if (call < 3) await fixture().platform.schedule(service, job, inMs(100));
      });
      await fixture().platform.schedule(service, job, inMs(0));
      await until('it was called three times', () => recorded.calls.length >= 3, patienceMs);
    });

    it('survives a restart, and waits for somebody who handles it', async () => {
      const job = newJob();
      const at = inMs(500);
      await fixture().platform.schedule(service, job, at);
      await fixture().reopen();
      await until('its time has come', () => Date.now() > at.getTime(), patienceMs);
      await using recorded = await record(job);
      await until('it was called', () => recorded.calls.length > 0, patienceMs);
      expect(recorded.calls[0]).toBeGreaterThanOrEqual(at.getTime());
    });
  });
}
