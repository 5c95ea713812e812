/**
 * What the assistant itself adds to the first token: from the moment a model's server writes it to the moment that a client has it
 * on messageStream, over WebSocket, on `npm start`'s process; and from sendMessage to the request at the model. Against reading
 * the model's stream with the openai package alone, in the same run, alternating.
 *
 * `npm run bench -- assistant [--quick]`
 */
import { createRequire } from 'node:module';
import { ApiClient } from '../test/client.ts';
import { ModelServer } from '../test/model-server.ts';
import { RondoProcess } from '../test/rondo-process.ts';
import { printTable, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

/** The assistant's own, which the benchmarks have none of. */
const { OpenAI } = createRequire(new URL('../subgraphs/assistant/package.json', import.meta.url))('openai');
/** Under the 20 messages a minute of one user. */
const messagesPerUser = 15;

export async function run({ quick }: BenchOptions): Promise<void> {
  const rounds = quick ? 5 : 100;
  await using model = await ModelServer.start();
  await using rondo = await RondoProcess.start({ OPENAI_API_KEY: 'none', OPENAI_BASE_URL: model.url });
  const asked: number[] = [];
  const told: number[] = [];
  const bare: number[] = [];
  let user = await ApiClient.signUp(rondo.url);
  for (let round = 1; round <= rounds; round++) {
    if (round % messagesPerUser === 0) user = await ApiClient.signUp(rondo.url);
    const { ask, tell } = await throughRondo(model, user);
    asked.push(ask);
    told.push(tell);
    bare.push(await directly(model));
  }
  const results = {
    sendToModelMs: spreadOf(asked),
    tokenToClientMs: spreadOf(told),
    tokenToOpenAiClientMs: spreadOf(bare),
  };
  printTable(
    Object.entries(results).map(([what, { median, min, max }]) => ({
      what,
      median: median.toFixed(1),
      min: min.toFixed(1),
      max: max.toFixed(1),
    })),
  );
  if (!quick) await writeResults('assistant', results);
}

async function throughRondo(model: ModelServer, user: ApiClient): Promise<{ ask: number; tell: number }> {
  const arrived = Promise.withResolvers<number>();
  const subscribed = Promise.withResolvers<void>();
  let written = 0;
  model.script = async () => {
    arrived.resolve(performance.now());
    await subscribed.promise;
    written = performance.now();
    return [{ text: 'Hello' }];
  };
  const sent = performance.now();
  const { sendMessage } = await user.data('mutation { sendMessage(text: "Hello") { conversationId } }');
  const asked = (await arrived.promise) - sent;
  await using stream = user.subscribe(
    'subscription ($id: ID!) { messageStream(conversationId: $id) { text complete } }',
    { id: sendMessage.conversationId },
  );
  await stream.event(() => true);
  subscribed.resolve();
  await stream.event(({ text }) => text !== '');
  const tell = performance.now() - written;
  await stream.ended;
  return { ask: asked, tell };
}

async function directly(model: ModelServer): Promise<number> {
  let written = 0;
  model.script = () => {
    written = performance.now();
    return [{ text: 'Hello' }];
  };
  const client = new OpenAI({ apiKey: 'none', baseURL: model.url });
  const stream = await client.chat.completions.create({
    model: 'any',
    messages: [{ role: 'user', content: 'Hello' }],
    stream: true,
  });
  let first = 0;
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) first ||= performance.now();
  return first - written;
}
