import { z } from 'zod';
import { serveMetrics } from './metrics.ts';
import { startTracing } from './tracing.ts';

/** What a process is told of where its traces and metrics go; traces by the names that OpenTelemetry gives the variables. */
export interface TelemetrySettings {
  otlpEndpoint: string | null;
  /** 0 to 1. */
  traceRatio: number;
  /** Null: no metrics are served. 0: any port that is free. */
  metricsPort: number | null;
}

export const telemetryVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'expected a URL such as http://localhost:4318' })
    .optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: 'expected a number from 0 to 1' })
    .min(0, { error: 'expected a number from 0 to 1' })
    .max(1, { error: 'expected a number from 0 to 1' })
    .optional(),
  METRICS_PORT: z.coerce
    .number({ error: 'expected a port number' })
    .int({ error: 'expected a port number' })
    .min(0, { error: 'expected a port from 0 to 65535' })
    .max(65_535, { error: 'expected a port from 0 to 65535' })
    .optional(),
};

export function telemetrySettings(values: {
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  OTEL_TRACES_SAMPLER_ARG?: number | undefined;
  METRICS_PORT?: number | undefined;
}): TelemetrySettings {
  return {
    otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    traceRatio: values.OTEL_TRACES_SAMPLER_ARG ?? 1,
    metricsPort: values.METRICS_PORT ?? null,
  };
}

/** Traces and metrics of this process from now on; `host` is where metrics are served. Disposing sends what is left. */
export async function startTelemetry(
  service: string,
  host: string,
  { otlpEndpoint, traceRatio, metricsPort }: TelemetrySettings,
): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  stack.use(await startTracing({ service, endpoint: otlpEndpoint, ratio: traceRatio }));
  if (metricsPort !== null) stack.use(await serveMetrics({ host, port: metricsPort }));
  return stack.move();
}
