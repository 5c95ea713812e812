import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { Usage } from './budget.ts';
import { Model, ModelFailure } from './model.ts';
import { defaultAssistantSettings } from './settings.ts';

const question = { role: 'user', content: 'x'.repeat(4_000) } as const;

/** What a call of a model was counted as that answers so. */
async function spent(answer: (response: ServerResponse) => void, stopAtText = false) {
  await using server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const model = new Model({ ...defaultAssistantSettings, baseUrl: `http://127.0.0.1:${port}/v1` }, 'key');
  const stop = new AbortController();
  const usages: Usage[] = [];
  const turn = model.turn({
    ...{ messages: [question], tools: [], signal: stop.signal },
    onText: () => {
      if (stopAtText) stop.abort(new Error('Stopped.'));
    },
    spend: async (usage) => void usages.push(usage),
  });
  const ended = await turn.then(
    () => 'answered',
    (error: Error) => error,
  );
  server.closeAllConnections();
  return { ended, usages };
}

function say(response: ServerResponse, delta: object, more: object = {}): void {
  response.setHeader('content-type', 'text/event-stream');
  response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, ...more }] })}\n\n`);
}

it('counts an answer that is stopped before the endpoint has said what it took', async () => {
  const { ended, usages } = await spent((response) => say(response, { content: 'y'.repeat(400) }), true);
  expect(ended).toMatchObject({ message: 'Stopped.' });
  expect(usages).toEqual([{ inputTokens: expect.toSatisfy((tokens) => tokens >= 1_000), outputTokens: 100 }]);
});

it('counts an answer that breaks off, with the arguments of tools in it', async () => {
  const { ended, usages } = await spent((response) => {
    say(response, { tool_calls: [{ index: 0, function: { name: 'add_task', arguments: 'z'.repeat(400) } }] });
    response.end();
  });
  expect(ended).toBeInstanceOf(ModelFailure);
  expect(usages).toMatchObject([{ outputTokens: 100 }]);
});

it('counts what the endpoint says where it says it', async () => {
  const { ended, usages } = await spent((response) => {
    say(response, { content: 'Hello' }, { finish_reason: 'stop' });
    response.end(
      `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } })}\n\ndata: [DONE]\n\n`,
    );
  });
  expect(ended).toBe('answered');
  expect(usages).toEqual([{ inputTokens: 12, outputTokens: 3 }]);
});

it('counts nothing where the endpoint refused', async () => {
  const { ended, usages } = await spent((response) => response.writeHead(401).end('{}'));
  expect(ended).toBeInstanceOf(ModelFailure);
  expect(usages).toEqual([]);
});
