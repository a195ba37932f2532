/** The OpenTelemetry SDK: reads its variables from the environment, keeps spans in a bounded queue and sends them in batches. */
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
  const onSent = logFailures(log);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const own = resourceFromAttributes({ 'service.name': NAME, 'service.version': version });
  const resource = defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(notifying(new OTLPTraceExporter(), onSent))],
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
      within(parentOf(headers), SpanKind.SERVER, name, attributes, run),
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

// without the message, which may contain the name of a device
function fail(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
  span.end();
}

// "00-<trace id>-<span id>-<flags>"; as the W3C propagator of @opentelemetry/core, which is only a transitive dependency, parses it
const TRACEPARENT = /^(?!ff)[\da-f]{2}-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

function parentOf({ traceparent, tracestate }: TraceHeaders): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags!, 16) & 1;
  const traceState = createTraceState(tracestate ?? '');
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, traceState, isRemote: true });
}

// ExportResultCode.SUCCESS of @opentelemetry/core
const SENT = 0;

/** Calls `onSent` when a batch has reached the collector. */
function notifying(exporter: SpanExporter, onSent: () => void): SpanExporter {
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
 * Logs a failure to send once, and again only after a batch was sent. The SDK's own message is left out, because it may contain the
 * headers that authenticate to the collector. Returns the function to call when a batch was sent.
 */
function logFailures(log: RecordingOptions['log']): () => void {
  let isLogged = false;
  const logOnce = () => {
    if (isLogged) return;
    isLogged = true;
    log.warn(
      { remedy: 'Check OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS and the collector.' },
      'traces not sent',
    );
  };
  const none = () => {};
  diag.setLogger({ error: logOnce, warn: none, info: none, debug: none, verbose: none }, DiagLogLevel.ERROR);
  return () => void (isLogged = false);
}
