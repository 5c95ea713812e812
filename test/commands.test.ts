import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Runs a script as npm does. */
function run(script: string, args: readonly string[]): Promise<{ code: number; error: string }> {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], (error, _stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), error: stderr }),
    );
  });
}

describe('a command', () => {
  it.each([
    ['start.ts', ['--port', '99999'], '--port: expected a port from 0 to 65535'],
    ['dapr/local/stack.ts', ['--bogus'], "Unknown option '--bogus'"],
    [
      'dapr/local/stack.ts',
      ['--only', 'kafka,mysql'],
      '--only: expected kafka or redis or scheduler or postgres, got "mysql".',
    ],
    ['test/faults/run.ts', ['--minutes', 'x'], '--minutes: expected a number from 0, got "x".'],
    ['service.ts', ['mail'], 'node service.ts NAME: expected one of accounts'],
    ['gateway/src/standalone.ts', ['--port', '4000'], 'Usage: npm run gateway'],
  ])('%s %j says what it expects, and begins nothing', async (script, args, expected) => {
    const { code, error } = await run(script, args);
    expect(error).toContain(expected);
    expect(error).not.toContain('    at ');
    expect(code).not.toBe(0);
  });

  it('npm run stack says at once that somebody listens on its port', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, error } = await run('dapr/local/stack.ts', ['--port', String(port)]);
    server.close();
    expect(error).toBe(`Port ${port} is in use. Stop what listens there, or choose another with --port.\n`);
    expect(code).toBe(1);
  });
});
