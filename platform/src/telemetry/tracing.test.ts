import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { afterEach, expect, it } from 'vitest';
import { registerTracing, traced, traceOfLog, traceparent } from './tracing.ts';

let tracing: AsyncDisposable | undefined;

afterEach(async () => {
  await tracing?.[Symbol.asyncDispose]();
});

function trace(ratio: number): InMemorySpanExporter {
  const exporter = new InMemorySpanExporter();
  tracing = registerTracing({ service: 'test', ratio }, [new SimpleSpanProcessor({ exporter })]);
  return exporter;
}

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';

it('goes on with the trace of who asked, across whatever is awaited, and says it in logs', async () => {
  const exporter = trace(1);
  await traced('outer', { parent: `${parent}-01` }, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(traceOfLog().trace_id).toBe('0af7651916cd43dd8448eb211c80319c');
    await traced('inner', {}, async () => {
      expect(traceparent()).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    });
  });
  const [inner, outer] = exporter.getFinishedSpans();
  expect(outer?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
});

it('does not trace what a caller asks not to be, nor more than its ratio because a caller asks for it', async () => {
  const exporter = trace(0);
  await traced('asked for', { parent: `${parent}-01` }, async () => {});
  await traced('own', {}, async () => {});
  expect(exporter.getFinishedSpans()).toEqual([]);
  await tracing?.[Symbol.asyncDispose]();
  const all = trace(1);
  await traced('asked not to', { parent: `${parent}-00` }, async () => {});
  expect(all.getFinishedSpans()).toEqual([]);
});

it('begins a trace of its own where what came is malformed', async () => {
  const exporter = trace(1);
  await traced('own', { parent: 'made-up' }, async () => {});
  expect(exporter.getFinishedSpans()[0]?.parentSpanContext).toBeUndefined();
});

it('says of what failed that it did, by the kind of error alone', async () => {
  const exporter = trace(1);
  const failing = traced('failing', {}, async () => {
    throw new TypeError('Ada’s secret');
  });
  await expect(failing).rejects.toThrow(TypeError);
  expect(exporter.getFinishedSpans()[0]?.status).toEqual({ code: 2, message: 'TypeError' });
});

it('has trace ids for logs where nothing is exported', async () => {
  tracing = registerTracing({ service: 'test', ratio: 1 }, []);
  expect(traceOfLog()).toEqual({});
  await traced('work', {}, async () => {
    expect(traceOfLog().trace_id).toMatch(/^[0-9a-f]{32}$/);
  });
});
