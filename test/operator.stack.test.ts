import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeEvents, Recorder } from '@rondo/platform/conformance/fixture.ts';
import { redriveTopic } from '@rondo/platform/dapr/topics.ts';
import { PermanentFailure } from '@rondo/platform/platform.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type LocalKafka, startKafka } from '../dapr/local/parts/kafka.ts';
import { freePorts } from '../dapr/local/parts/process.ts';
import { TestSidecar } from './stack/sidecar.ts';

/** Runs one of the operator's commands as npm does. */
async function command(file: string, brokers: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const script = fileURLToPath(new URL(`../dapr/${file}.ts`, import.meta.url));
  const env = { ...process.env, KAFKA_BROKERS: brokers, KAFKA_AUTH_TYPE: 'none' };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=TimeoutNegativeWarning', script, ...args],
      { env },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), output: stdout + (error ? stderr : '') }),
    );
  });
}

describe('npm run topics', () => {
  const resources = new AsyncDisposableStack();
  let kafka: LocalKafka;

  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rondo-topics-'));
    resources.defer(() => rm(directory, { recursive: true, force: true }));
    kafka = resources.use(await startKafka({ directory, progress: () => undefined }));
  }, 60_000);
  afterAll(() => resources.disposeAsync(), 30_000);

  it('says what differs and changes nothing, until it is told to apply', async () => {
    const before = await command('topics', kafka.brokers);
    expect(before.code).toBe(1);
    expect(before.output).toContain('task-events: topic: expected there, found missing');
    expect((await command('topics', kafka.brokers)).output).toBe(before.output);
    expect((await command('topics', kafka.brokers, '--apply')).code).toBe(0);
    const after = await until(
      'all topics are there',
      async () => {
        const checked = await command('topics', kafka.brokers);
        return checked.code === 0 && checked;
      },
      30_000,
    );
    expect(after.output).toContain('are as they should be');
    // Partitions can't be changed without disorder: it says so, and leaves them.
    const more = await command('topics', kafka.brokers, '--partitions', '16', '--apply');
    expect(more.output).toContain('task-events: partitions: expected 16, found 8 (not changed by --apply)');
  });

  it('says what to do where Kafka is not there, and what it expects where it is told nonsense', async () => {
    const [nowhere = 0] = await freePorts(1);
    const unreachable = await command('topics', `127.0.0.1:${nowhere}`);
    expect(unreachable.code).toBe(1);
    expect(unreachable.output).toMatch(
      /^Kafka can't be reached at 127\.0\.0\.1:\d+: .*ECONNREFUSED.* Set KAFKA_BROKERS/,
    );
    const nonsense = await command('topics', kafka.brokers, '--partitions', 'many');
    expect(nonsense.output).toContain('--partitions: expected a whole number from 1, got "many".');
  });
});

describe('what can’t be handled', () => {
  it('is dead-lettered while the rest flows, is listed with its reason, and comes again by npm run dead-letters', async () => {
    const { brokers } = inject('stack');
    await using sidecar = await TestSidecar.start({ stack: inject('stack'), appId: 'operator' });
    const topic = await sidecar.newTopic();
    let broken = true;
    const recorder = new Recorder(async () => {
      if (broken) throw new PermanentFailure('it is broken');
    });
    await using _ = await sidecar.subscribe({ group: 'group', topic, handle: recorder.handle });
    const producer = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    await producer.send({
      topic,
      messages: [
        { key: 'ann', value: '{"not": ' },
        { key: 'ann', value: '"no event"' },
      ],
    });
    await producer.disconnect();
    const events = makeEvents(3, ['ann']);
    await sidecar.platform.publish(topic, events);
    const letters = await until(
      'all five are dead letters',
      async () => {
        const listed = await sidecar.platform.deadLetters.list(topic);
        return listed.length === 5 && listed;
      },
      60_000,
    );
    expect(letters.filter(({ reason }) => reason === 'it is broken')).toHaveLength(3);
    const listed = await command('dead-letters', brokers, 'list', topic);
    expect(listed.output).toContain(`${events[0]?.id}  conformance.v1  1 attempts: it is broken`);
    expect(listed.output).toContain('5 dead letters.');
    broken = false;
    expect((await command('dead-letters', brokers, 'redrive', topic)).output).toBe('3 redriven.\n');
    await until('they have come again', () => recorder.events.length === 6, 30_000);
    expect((await command('dead-letters', brokers, 'redrive', topic)).output).toBe('0 redriven.\n');
    expect(redriveTopic(topic, 'group')).toBe(`redrive.${topic}.group`);
  });

  it.each([
    ['nothing', []],
    ['a topic that there is not', ['list', 'nonsense']],
  ])('is refused by the command with its usage where it is told %s', async (_what, args) => {
    const { output, code } = await command('dead-letters', inject('stack').brokers, ...args);
    expect(code).toBe(1);
    expect(output).toContain(Topic.TASK_EVENTS);
  });
});
