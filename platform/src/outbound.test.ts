import { createServer, type RequestListener } from 'node:http';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { describe, expect, it } from 'vitest';
import { RondoError } from './errors.ts';
import { isPublicAddress, OutboundFailure, type OutboundOptions, openOutbound } from './outbound.ts';

async function refusalOf(url: string, options: OutboundOptions = {}): Promise<RondoError> {
  await using outbound = openOutbound(options);
  const error = await outbound.check('endpoint', url).then(
    () => new Error(`${url} was let through.`),
    (refused: unknown) => refused,
  );
  if (!(error instanceof RondoError)) throw error;
  return error;
}

async function failureOf(post: Promise<unknown>): Promise<OutboundFailure> {
  const error = await post.then(
    () => new Error('An answer came.'),
    (failure: unknown) => failure,
  );
  if (!(error instanceof OutboundFailure)) throw error;
  return error;
}

/** A real server on this machine, and how often it was asked. */
async function listen(answer: RequestListener): Promise<AsyncDisposable & { port: number; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.');
  return {
    port: address.port,
    requests: () => requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const ok: RequestListener = (_request, response) => response.end('ok');

/** Hosts as an attacker writes them; a URL parser makes the usual form of many. */
const forbiddenHosts = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '0177.0.0.1',
  '127.0.0.1.',
  '0.0.0.0',
  '0',
  '[::]',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '169.254.169.254',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b::169.254.169.254]',
  '[64:ff9b:1::a00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '100.64.0.1',
  '168.63.129.16',
  '192.0.0.192',
  '198.18.0.1',
  '192.0.2.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '[fc00::1]',
  '[fdff::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[100::1]',
  '[2001:db8::1]',
  '[5f00::1]',
];

describe('addresses that outbound requests may go to', () => {
  it('are those of the public internet', () => {
    for (const address of [
      '8.8.8.8',
      '172.15.255.255',
      '172.32.0.1',
      '192.167.1.1',
      '2606:4700::1111',
      '2a00:1450::1',
    ]) {
      expect([address, isPublicAddress(address)]).toEqual([address, true]);
    }
    expect(isPublicAddress('not an address')).toBe(false);
  });

  it.each(forbiddenHosts)('do not include %s, neither when registered nor at connect', async (host) => {
    const refusal = await refusalOf(`https://${host}/hook`);
    expect(refusal.code).toBe(ErrorCode.WEBHOOK_URL_FORBIDDEN);
    expect(refusal.argument).toBe('endpoint');

    await using outbound = openOutbound();
    expect((await failureOf(outbound.post(`https://${host}/hook`, {}, 'x'))).forbidden).toBe(true);
  });

  it('are checked of every address that a name resolves to, as one of several is enough for an attacker', async () => {
    const resolve = async () => ['8.8.8.8', '10.0.0.7'];
    expect((await refusalOf('https://mixed.example/hook', { resolve })).code).toBe(ErrorCode.WEBHOOK_URL_FORBIDDEN);
  });

  it.each(['localhost', 'localhost.', 'a.localhost', 'printer.local', 'metadata.google.internal', 'nas.home.arpa'])(
    'are never those of %s, whatever it resolves to',
    async (host) => {
      const resolve = async () => ['8.8.8.8'];
      expect((await refusalOf(`https://${host}/hook`, { resolve })).code).toBe(ErrorCode.WEBHOOK_URL_FORBIDDEN);
    },
  );

  it('are forbidden before anything is said of plain http', async () => {
    expect((await refusalOf('http://169.254.169.254/latest')).code).toBe(ErrorCode.WEBHOOK_URL_FORBIDDEN);
    for (const url of ['http://8.8.8.8/hook', 'https://8.8.8.8/\r\nX: y', 'https://8.8.8.8/a b', 'ftp://8.8.8.8/'])
      expect([url, (await refusalOf(url)).code]).toEqual([url, ErrorCode.BAD_USER_INPUT]);
  });

  it('are checked of a name that the system resolves to this machine', async () => {
    expect((await refusalOf('https://localhost/hook')).code).toBe(ErrorCode.WEBHOOK_URL_FORBIDDEN);
  });
});

describe('hosts that the operator vouches for', () => {
  it('may lie on the private network and be reached by plain http, by name and by address', async () => {
    await using server = await listen(ok);
    const resolve = async () => ['127.0.0.1'];
    await using outbound = openOutbound({ allowHosts: ['n8n.internal', '127.0.0.1', '[::1]'], resolve });
    for (const host of ['n8n.internal', 'N8N.internal', '127.0.0.1']) {
      const url = `http://${host}:${server.port}/`;
      await outbound.check('endpoint', url);
      expect((await outbound.post(url, {}, 'x')).status).toBe(200);
    }
    await outbound.check('endpoint', `https://[::1]:${server.port}/`);
  });

  it('vouch for no other host on the same address', async () => {
    const resolve = async () => ['127.0.0.1'];
    const options = { allowHosts: ['n8n.internal'], resolve };
    expect((await refusalOf('https://other.internal/', options)).code).toBe(ErrorCode.WEBHOOK_URL_FORBIDDEN);
    expect((await refusalOf('https://127.0.0.1/', options)).code).toBe(ErrorCode.WEBHOOK_URL_FORBIDDEN);
    await using outbound = openOutbound(options);
    expect((await failureOf(outbound.post('http://other.internal/', {}, 'x'))).forbidden).toBe(true);
    expect((await failureOf(outbound.post('http://127.0.0.1/', {}, 'x'))).forbidden).toBe(true);
  });
});

describe('a URL at registration', () => {
  it.each([
    '',
    'example.com/hook',
    'http://example.com/hook',
    'ftp://example.com',
    'javascript:alert(1)',
    'file:///etc/passwd',
  ])('is refused where it is no https URL: %s', async (url) => {
    const refusal = await refusalOf(url);
    expect(refusal.code).toBe(ErrorCode.BAD_USER_INPUT);
    expect(refusal.argument).toBe('endpoint');
  });

  it('is refused with credentials in it, and where it is too long to be one', async () => {
    const resolve = async () => ['8.8.8.8'];
    expect((await refusalOf('https://user:secret@example.com/', { resolve })).code).toBe(ErrorCode.BAD_USER_INPUT);
    expect((await refusalOf(`https://example.com/${'x'.repeat(2_000)}`, { resolve })).code).toBe(
      ErrorCode.BAD_USER_INPUT,
    );
  });

  it('passes where its host does not resolve now, since each request looks again', async () => {
    await using outbound = openOutbound({ resolve: () => Promise.reject(new Error('no such host')) });
    await outbound.check('endpoint', 'https://push.example/abc');
  });

  it('does not wait for a resolver that never answers', async () => {
    await using outbound = openOutbound({ resolve: () => new Promise(() => {}) });
    const before = performance.now();
    await outbound.check('endpoint', 'https://push.example/abc');
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

describe('an outbound request', () => {
  it('brings status, headers and body of the answer', async () => {
    await using server = await listen((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(201, { location: '/message/1' });
        response.end(`${request.method} ${request.headers['x-topic']} ${Buffer.concat(chunks)}`);
      });
    });
    await using outbound = openOutbound({ allowLoopback: true });
    const answer = await outbound.post(`http://127.0.0.1:${server.port}/`, { 'x-topic': 'news' }, 'hello');
    expect(answer).toMatchObject({ status: 201, body: 'POST news hello' });
    expect(answer.headers.location).toBe('/message/1');
  });

  it('goes nowhere when the name resolves to this machine by now, though it did not when registered', async () => {
    await using server = await listen(ok);
    const answers = [['8.8.8.8'], ['127.0.0.1']];
    await using outbound = openOutbound({ resolve: async () => answers.shift() ?? ['127.0.0.1'] });
    const url = `https://rebinding.example:${server.port}/`;
    await outbound.check('endpoint', url);
    expect((await failureOf(outbound.post(url, {}, 'x'))).forbidden).toBe(true);
    expect(server.requests()).toBe(0);
  });

  it('connects to the address that was checked, not to what a second lookup would give', async () => {
    await using server = await listen(ok);
    let lookups = 0;
    const resolve = async () => (lookups++ === 0 ? ['127.0.0.1'] : ['8.8.8.8']);
    await using outbound = openOutbound({ allowLoopback: true, resolve });
    expect((await outbound.post(`http://stable.example:${server.port}/`, {}, 'x')).status).toBe(200);
    expect(lookups).toBe(1);
  });

  it('does not follow a redirect, which could lead where the URL itself could not', async () => {
    await using inner = await listen(ok);
    await using server = await listen((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${inner.port}/` }).end();
    });
    await using outbound = openOutbound({ allowLoopback: true });
    expect((await outbound.post(`http://127.0.0.1:${server.port}/`, {}, 'x')).status).toBe(307);
    expect(inner.requests()).toBe(0);
  });

  it('reads 64 KB of an answer and no more, however much is sent', async () => {
    await using server = await listen((_request, response) => {
      const send = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', send);
      send();
    });
    await using outbound = openOutbound({ allowLoopback: true });
    const answer = await outbound.post(`http://127.0.0.1:${server.port}/`, {}, 'x');
    expect(answer.body).toHaveLength(65_536);
  });

  it.each([
    ['never answers', () => {}],
    [
      'answers a byte at a time',
      (response: { write(text: string): void }) => setInterval(() => response.write('x'), 20),
    ],
  ] as const)('is given up after its time where the host %s', async (_what, answer) => {
    await using server = await listen((_request, response) => {
      const timer = answer(response);
      if (timer) response.on('close', () => clearInterval(timer));
    });
    await using outbound = openOutbound({ allowLoopback: true, timeoutMs: 200 });
    const failure = await failureOf(outbound.post(`http://127.0.0.1:${server.port}/`, {}, 'x'));
    expect(failure.message).toBe('No answer came within 0.2 s.');
  });

  it('says that the host could not be reached without telling its address', async () => {
    const resolve = async () => ['127.0.0.1'];
    await using outbound = openOutbound({ allowLoopback: true, resolve });
    const failure = await failureOf(outbound.post('http://down.example:1/', {}, 'x'));
    expect(failure.message).toBe('The host could not be reached (ECONNREFUSED).');
  });
});
