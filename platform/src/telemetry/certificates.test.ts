import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { register } from 'prom-client';
import { expect, it } from 'vitest';
import { tellExpiry } from './certificates.ts';

const make = async (days: number) => {
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    '/dev/null',
  ];
  return (await promisify(execFile)('openssl', [...request, '-days', String(days), '-subj', '/CN=authority'])).stdout;
};

it('the end of a certificate is told in seconds, of several the first, as one that is over may be the one in use', async () => {
  const [soon, late] = [await make(2), await make(400)];
  tellExpiry('kafka_authority', `${late}\n${soon}`);
  const [line = ''] = (await register.metrics()).match(/^rondo_certificate_expiry_timestamp_seconds\{.*/m) ?? [];
  expect(line).toContain('certificate="kafka_authority"');
  const left = Number(line.split(' ').at(-1)) - Date.now() / 1_000;
  expect(left).toBeGreaterThan(86_400);
  expect(left).toBeLessThan(2 * 86_400 + 60);
});

it.each(['kafka-ca.crt', ''])('what is no certificate is refused: %j', (pem) => {
  expect(() => tellExpiry('kafka_authority', pem)).toThrow('expected certificates in PEM');
});
