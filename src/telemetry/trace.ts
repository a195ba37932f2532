/**
 * Traces, for whoever has a collector: what a request, a poll or a call was made of, and how long each part took. Nothing of
 * OpenTelemetry's SDK is loaded unless a collector is named; a span is then a plain call. No attribute holds a secret or the name of a device.
 */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface Trace {
  /** Whether anybody records: what only spans need to know is found out for nobody else. */
  isOn: boolean;
  /** Runs it in a span within the one that runs now; a promise is waited for. */
  span: <T>(name: string, attributes: Attributes, run: () => T) => T;
  /** The same for what somebody asks of us; it goes on with his trace, if he has one. */
  serve: <T>(name: string, attributes: Attributes, headers: TraceHeaders, run: () => T) => T;
  /** More about the span that runs now. */
  note: (attributes: Attributes) => void;
  /** Sends what was recorded; does not wait long. */
  stop: () => Promise<void>;
}

/** As of https://www.w3.org/TR/trace-context. */
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
