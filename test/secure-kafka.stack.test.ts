import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeEvents, Recorder, TailRecorder } from '@rondo/platform/conformance/fixture.ts';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type LocalKafka, startKafka } from '../dapr/local/parts/kafka.ts';
import { TestSidecar } from './stack/sidecar.ts';

/* A Kafka that takes SCRAM users over TLS only, with a certificate of its own authority: as Strimzi and the clouds have it. */

const password = 'correct horse battery staple';
const resources = new AsyncDisposableStack();
let kafka: LocalKafka;
let certificate: string;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'rondo-secure-kafka-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const [key, cert, keyStore] = [join(directory, 'key.pem'), join(directory, 'cert.pem'), join(directory, 'both.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  ];
  await promisify(execFile)('openssl', request);
  certificate = await readFile(cert, 'utf8');
  await writeFile(keyStore, (await readFile(key, 'utf8')) + certificate);
  const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="${password}";`;
  kafka = resources.use(
    await startKafka({
      directory: join(directory, 'kafka'),
      progress: () => undefined,
      protocol: 'SASL_SSL',
      scram: [`SCRAM-SHA-512=[name=admin,password=${password}]`, `SCRAM-SHA-512=[name=rondo,password=${password}]`],
      properties: {
        'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
        'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
        'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': login,
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': keyStore,
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.location': cert,
      },
    }),
  );
}, 120_000);
afterAll(() => resources.disposeAsync(), 60_000);

it('carries events, tails and dead letters by one set of variables for the sidecar and for kafkajs', async () => {
  await using sidecar = await TestSidecar.start({
    stack: inject('stack'),
    appId: 'secure',
    secrets: { 'kafka-password': password },
    kafka: {
      KAFKA_BROKERS: kafka.brokers,
      KAFKA_AUTH_TYPE: 'password',
      KAFKA_SASL_MECHANISM: 'SHA-512',
      KAFKA_USERNAME: 'rondo',
      KAFKA_DISABLE_TLS: 'false',
      KAFKA_CA_CERT: certificate,
    },
  });
  const topic = await sidecar.newTopic();
  const reader = new TailRecorder();
  await using _tail = await sidecar.platform.tail(reader.options(topic, 'head'));
  const recorder = new Recorder();
  await using _ = await sidecar.subscribe({ group: 'group', topic, handle: recorder.handle });
  const events = makeEvents(20, ['ann', 'bob']);
  await sidecar.platform.publish(topic, events);
  await Promise.all([recorder.waitFor(events), reader.waitFor(events)]);
  expect(await sidecar.platform.deadLetters.list(topic)).toEqual([]);
});
