/**
 * Traces for an OpenTelemetry collector: the parts of a request, a poll or a tool call, and how long each took. Without a configured
 * collector no SDK is loaded, and a span is a plain function call. No attribute contains a secret or the name of a device.
 */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface Trace {
  /** Whether spans are recorded; if not, what only spans need is not computed. */
  isOn: boolean;
  /** Runs a function in a span within the current one. If it returns a promise, the span ends when that settles. */
  span: <T>(name: string, attributes: Attributes, run: () => T) => T;
  /** The same for an incoming request; the span continues the trace of the client, if it sent one. */
  serve: <T>(name: string, attributes: Attributes, headers: TraceHeaders, run: () => T) => T;
  /** Adds attributes to the current span. */
  note: (attributes: Attributes) => void;
  /** Sends the recorded spans; waits two seconds at most. */
  stop: () => Promise<void>;
}

/** See https://www.w3.org/TR/trace-context. */
export interface TraceHeaders {
  traceparent?: string | null | undefined;
  tracestate?: string | null | undefined;
}

export const noTrace: Trace = {
  isOn: false,
  span: (_name, _attributes, run) => run(),
  serve: (_name, _attributes, _headers, run) => run(),
  note: () => {},
  stop: () => Promise.resolve(),
};
