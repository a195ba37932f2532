/** The SDK of OpenTelemetry: reads its own variables from the environment, keeps a bounded queue and sends it now and then. */
import {
  type Context,
  context,
  createTraceState,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Log } from './log.ts';
import type { Attributes, Trace, TraceHeaders } from './trace.ts';

export interface RecordingOptions {
  version: string;
  log: Pick<Log, 'info' | 'warn'>;
}

const NAME = 'mikrotik-presence';
const STOP_MS = 2000;

export function startRecording({ version, log }: RecordingOptions): Trace {
  const sent = tellFailures(log);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const own = resourceFromAttributes({ 'service.name': NAME, 'service.version': version });
  const resource = defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(watched(new OTLPTraceExporter(), sent))],
  });
  const tracer = provider.getTracer(NAME, version);
  log.info({}, 'traces recorded');

  function within<T>(parent: Context, kind: SpanKind, name: string, attributes: Attributes, run: () => T): T {
    const span = tracer.startSpan(name, { kind, attributes: { ...attributes } }, parent);
    return context.with(trace.setSpan(parent, span), () => ended(span, run));
  }

  return {
    isOn: true,
    span: (name, attributes, run) => within(context.active(), SpanKind.INTERNAL, name, attributes, run),
    serve: (name, attributes, headers, run) =>
      within(callerOf(headers), SpanKind.SERVER, name, attributes, run),
    note: (attributes) => void trace.getActiveSpan()?.setAttributes({ ...attributes }),
    stop: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => void (timer = setTimeout(resolve, STOP_MS)));
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}

function ended<T>(span: Span, run: () => T): T {
  try {
    const result = run();
    if (!(result instanceof Promise)) {
      span.end();
      return result;
    }
    return result.then(
      (value: unknown) => {
        span.end();
        return value;
      },
      (error: unknown) => {
        fail(span, error);
        throw error;
      },
    ) as T;
  } catch (error) {
    fail(span, error);
    throw error;
  }
}

// the message may name whom or what it is about
function fail(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
  span.end();
}

const TRACEPARENT = /^(?!ff)[\da-f]{2}-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

function callerOf({ traceparent, tracestate }: TraceHeaders): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags!, 16) & 1;
  const traceState = createTraceState(tracestate ?? '');
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, traceState, isRemote: true });
}

// as OpenTelemetry's core defines it
const SENT = 0;

/** `onSent` is called when a batch has reached the collector. */
function watched(exporter: SpanExporter, onSent: () => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code === SENT) onSent();
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

/**
 * Once until a batch is sent, not for every one that is lost; its own words may show the headers that open the collector. What it
 * answers is to be called when one is sent.
 */
function tellFailures(log: RecordingOptions['log']): () => void {
  let isTold = false;
  const tell = () => {
    if (isTold) return;
    isTold = true;
    log.warn(
      { remedy: 'Check OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS and the collector.' },
      'traces not sent',
    );
  };
  const none = () => {};
  diag.setLogger({ error: tell, warn: none, info: none, debug: none, verbose: none }, DiagLogLevel.ERROR);
  return () => void (isTold = false);
}
