import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfiguration } from './configuration.ts';

describe('configuration', () => {
  it('needs nothing: port 4000, data in .rondo, mail to files', () => {
    expect(readConfiguration([], {})).toMatchObject({
      port: 4000,
      publicUrl: 'http://localhost:4000',
      databaseUrl: null,
      smtpUrl: null,
      introspection: true,
    });
  });

  it('prefers --port to PORT, and takes an empty variable as not set', () => {
    const environment = { PORT: '5000', DATABASE_URL: '' };
    expect(readConfiguration(['--port', '6000'], environment)).toMatchObject({ port: 6000, databaseUrl: null });
    expect(readConfiguration([], environment)).toMatchObject({ port: 5000, publicUrl: 'http://localhost:5000' });
  });

  it('switches introspection off in production, unless it is asked for', () => {
    expect(readConfiguration([], { NODE_ENV: 'production' })).toMatchObject({ introspection: false });
    expect(readConfiguration([], { NODE_ENV: 'production', INTROSPECTION: 'true' })).toMatchObject({
      introspection: true,
    });
  });

  it('allows the origins of ALLOWED_ORIGINS, and executes only the operations of OPERATION_MANIFEST', () => {
    expect(readConfiguration([], {})).toMatchObject({ gateway: { allowedOrigins: [], operationManifest: null } });
    const set = { ALLOWED_ORIGINS: 'https://app.example.com', OPERATION_MANIFEST: 'manifest.json' };
    expect(readConfiguration([], set)).toMatchObject({
      gateway: { allowedOrigins: ['https://app.example.com'], operationManifest: 'manifest.json' },
    });
    expect(messageOf(() => readConfiguration([], { ALLOWED_ORIGINS: '*' }))).toMatch(/^ALLOWED_ORIGINS: expected/);
  });

  it('lets webhooks and pushes to no private host, but to those of OUTBOUND_ALLOW', () => {
    expect(readConfiguration([], {})).toMatchObject({ outboundAllow: [] });
    const allowed = { OUTBOUND_ALLOW: 'N8N.internal, 10.0.0.5,[fd00::1]' };
    expect(readConfiguration([], allowed)).toMatchObject({ outboundAllow: ['n8n.internal', '10.0.0.5', '[fd00::1]'] });
    for (const OUTBOUND_ALLOW of ['http://n8n', 'n8n:5678', '10.0.0.0/8', '*', 'a,,b']) {
      expect(messageOf(() => readConfiguration([], { OUTBOUND_ALLOW }))).toMatch(
        /^OUTBOUND_ALLOW: expected host names/,
      );
    }
  });

  it('reports every fault at once, each by its name', () => {
    const faulty = () =>
      readConfiguration(['--port', 'http', '--colour'], {
        DATABASE_URL: 'mysql://localhost/rondo',
        SMTP_URL: 'mail.example.com',
        LOG_LEVEL: 'loud',
      });
    expect(faulty).toThrow(ConfigurationError);
    const message = messageOf(faulty);
    for (const name of ['--colour', 'DATABASE_URL', 'SMTP_URL', 'LOG_LEVEL']) expect(message).toContain(name);
    expect(messageOf(() => readConfiguration(['--port', '70000'], { PORT: 'x' }))).toMatch(/--port: .*\nPORT: /);
  });

  it('never repeats a value that may hold a password', () => {
    expect(messageOf(() => readConfiguration([], { DATABASE_URL: 'mysql://u:hunter2@host/db' }))).not.toContain(
      'hunter2',
    );
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('Expected it to throw.');
}
