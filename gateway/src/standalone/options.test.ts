import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('the defaults are port 4000 on the loopback address', () => {
  expect(readOptions(['--supergraph', 's.graphql', '--open'])).toEqual({
    supergraph: 's.graphql',
    host: '127.0.0.1',
    port: 4000,
    forwardHeaders: ['authorization', 'traceparent', 'tracestate'],
    fetchTimeoutMs: 30_000,
  });
});

test('further headers are forwarded by their names in lower case, each once', () => {
  expect(
    readOptions([
      '--supergraph',
      's.graphql',
      '--open',
      '--port',
      '0',
      '--host',
      '::1',
      '--forward-header',
      'X-Tenant',
      '--forward-header',
      'Authorization',
    ]),
  ).toMatchObject({ port: 0, host: '::1', forwardHeaders: ['authorization', 'traceparent', 'tracestate', 'x-tenant'] });
});

test.each([
  [['--open'], 'Expected --supergraph FILE.'],
  [['--supergraph', 's.graphql'], 'Expected --open: this gateway has no accounts'],
  [['--supergraph', 's', '--open', '--host', '0.0.0.0'], 'loopback address only'],
  [['--supergraph', 's', '--open', '--host', '192.168.1.2'], 'loopback address only'],
  [['--supergraph', 's', '--open', '--host', '127.0.0.1.evil.example'], 'loopback address only'],
  [['--supergraph', 's', '--open', '--port', '70000'], 'Expected --port from 0 to 65535, got 70000.'],
  [['--supergraph', 's', '--open', '--port', '-1'], 'argument is ambiguous'],
  [['--supergraph', 's', '--open', '--fetch-timeout', '0'], 'Expected --fetch-timeout'],
  [['--supergraph', 's', '--open', '--forward-header', 'Connection'], 'not of the connection or the body'],
  [['--supergraph', 's', '--open', '--forward-header', 'content-length'], 'not of the connection or the body'],
  [['--supergraph', 's', '--open', '--forward-header', 'two words'], 'got two words'],
  [['--supergraph', 's', '--open', '--watch'], "Unknown option '--watch'"],
])('%j is refused', (args, reason) => {
  expect(readOptions(args)).toContain(reason);
});
