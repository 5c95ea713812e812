import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceParent } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

export { type Attributes, type Span, SpanKind } from '@opentelemetry/api';

export interface TracingOptions {
  /** The OpenTelemetry resource's service.name. */
  service: string;
  /** Where spans go by OTLP over HTTP, such as `http://localhost:4318`; null: nowhere. */
  endpoint: string | null;
  /** Of the operations that come in, how many are traced: 0 to 1. */
  ratio: number;
}

/** Does nothing until tracing is started. */
const idle = new ProxyTracerProvider().getTracer('rondo');
let tracer: Tracer = idle;

/**
 * Traces this process from now on. Every operation has a trace id, which logs carry, whether or not its spans go anywhere. The
 * decision to sample follows from the trace id, so that all processes with the same ratio come to the same one; a caller may ask
 * for a trace not to be sampled, and may not ask for more. Disposing sends what is left.
 */
export async function startTracing(options: TracingOptions): Promise<AsyncDisposable> {
  const processors = options.endpoint === null ? [] : [await exportTo(options.endpoint)];
  return registerTracing(options, processors);
}

/** As `startTracing`, with spans going to `processors`. */
export function registerTracing(
  { service, ratio }: Pick<TracingOptions, 'service' | 'ratio'>,
  processors: SpanProcessor[],
): AsyncDisposable {
  const byRatio = new TraceIdRatioBasedSampler(processors.length === 0 ? 0 : ratio);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    sampler: new ParentBasedSampler({
      root: byRatio,
      remoteParentSampled: byRatio,
      remoteParentNotSampled: new AlwaysOffSampler(),
    }),
    spanProcessors: processors,
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  tracer = provider.getTracer('rondo');
  return {
    async [Symbol.asyncDispose]() {
      tracer = idle;
      context.disable();
      await provider.shutdown();
    },
  };
}

async function exportTo(endpoint: string): Promise<SpanProcessor> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const url = new URL(`${endpoint.replace(/\/+$/, '')}/v1/traces`).href;
  return new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }), scheduledDelayMillis: 1_000 });
}

export interface SpanDetails {
  kind?: SpanKind;
  attributes?: Attributes;
  /** W3C Trace Context: what has led to this, where that was elsewhere or earlier; else it is what runs now. */
  parent?: string | undefined;
}

/** Begins a span that whoever calls ends; `work` in it is run by `within`. */
export function beginSpan(name: string, { kind = SpanKind.INTERNAL, attributes = {}, parent }: SpanDetails = {}): Span {
  return tracer.startSpan(name, { kind, attributes }, parent === undefined ? context.active() : remote(parent));
}

/** Runs `work` as what the span is about. */
export function within<T>(span: Span, work: () => T): T {
  return context.with(trace.setSpan(context.active(), span), work);
}

/** Does `work` in a span of its own, which says how it went. Rejects as `work` does. */
export async function traced<T>(name: string, details: SpanDetails, work: (span: Span) => Promise<T>): Promise<T> {
  const span = beginSpan(name, details);
  try {
    return await within(span, () => work(span));
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
    throw error;
  } finally {
    span.end();
  }
}

/** What runs now as a `traceparent` (W3C Trace Context), for another process or for later. */
export function traceparent(): string | undefined {
  const active = trace.getSpanContext(context.active());
  if (!active || !isSpanContextValid(active)) return undefined;
  const flags = active.traceFlags.toString(16).padStart(2, '0');
  return `00-${active.traceId}-${active.spanId}-${flags}`;
}

/** The span of what runs now. */
export const activeSpan = (): Span | undefined => trace.getActiveSpan();

/** For a line of the log: of which trace it is. */
export function traceOfLog(): { trace_id?: string; span_id?: string } {
  const active = trace.getSpanContext(context.active());
  return active && isSpanContextValid(active) ? { trace_id: active.traceId, span_id: active.spanId } : {};
}

/** A malformed one is as none. */
function remote(parent: string): Context {
  const spanContext = parseTraceParent(parent);
  return spanContext ? trace.setSpanContext(ROOT_CONTEXT, { ...spanContext, isRemote: true }) : ROOT_CONTEXT;
}
