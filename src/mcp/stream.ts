/** Server-sent events to one reader, with a heartbeat and a bounded queue. Streams of every protocol version pass through here. */
import type { Clock } from '../telemetry/clock.ts';
import { KEEPALIVE_MS, type Limits } from './limit.ts';
import { refuseForNow } from './refusal.ts';

export interface McpStream {
  response: Response;
  /** Whole events only. */
  write: (event: string | Uint8Array) => void;
  /** Queued events are still sent. */
  end: () => void;
}

export interface McpStreams {
  count: () => number;
  /** Null when there are too many. `onEnd` is called once, at the end of the stream by either side. */
  open: (onEnd: () => void, headers?: Readonly<Record<string, string>>) => McpStream | null;
  /** Forwards the events of another stream; a response that is not a stream passes unchanged. */
  relay: (response: Response, onEnd?: () => void) => Response;
  close: () => void;
}

const RETRY_AFTER_MS = 60_000;
const encoder = new TextEncoder();
const HEARTBEAT = encoder.encode(': keepalive\n\n');

export function createMcpStreams({
  clock,
  limits,
  onDrop,
}: {
  clock: Pick<Clock, 'every'>;
  limits: Pick<Limits, 'maxStreams' | 'maxQueueBytes'>;
  /** Called when the reader of the response was too slow. */
  onDrop: (response: Response) => void;
}): McpStreams {
  const ends = new Set<() => void>();

  const open: McpStreams['open'] = (onEnd, headers) => {
    if (ends.size >= limits.maxStreams) return null;
    // a queue of its own, because events in that of the ReadableStream cannot be removed
    const queue: Uint8Array[] = [];
    let queuedBytes = 0;
    let reading: ReadableStreamDefaultController<Uint8Array> | null = null;
    let [isOpen, isDone] = [true, false];

    const pass = () => {
      if (reading === null) return;
      const [controller, next] = [reading, queue.shift()];
      if (next !== undefined) {
        reading = null;
        queuedBytes -= next.byteLength;
        controller.enqueue(next);
      } else if (!isOpen && !isDone) {
        isDone = true;
        controller.close();
      }
    };
    const finish = () => {
      if (!isOpen) return;
      isOpen = false;
      stopHeartbeat();
      ends.delete(finish);
      onEnd();
      pass();
    };
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          reading = controller;
          pass(); // else with the next write
        },
        cancel: () => {
          isDone = true;
          finish();
        },
      },
      { highWaterMark: 0 },
    );
    const write = (event: string | Uint8Array) => {
      if (!isOpen) return;
      const bytes = typeof event === 'string' ? encoder.encode(event) : event;
      if (queuedBytes > 0 && queuedBytes + bytes.byteLength > limits.maxQueueBytes) {
        queue.length = 0;
        onDrop(response);
        finish();
        return;
      }
      queue.push(bytes);
      queuedBytes += bytes.byteLength;
      pass();
    };
    const stopHeartbeat = clock.every(KEEPALIVE_MS, () => write(HEARTBEAT));
    ends.add(finish);
    const response = new Response(body, {
      headers: {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-cache, no-transform',
        'X-Accel-Buffering': 'no',
        ...headers,
      },
    });
    return { response, write, end: finish };
  };

  return {
    count: () => ends.size,
    open,
    relay: (response, onEnd = () => {}) => {
      if (!isStream(response) || response.body === null) {
        onEnd();
        return response;
      }
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      const session = response.headers.get('mcp-session-id');
      const stream = open(
        () => {
          void reader.cancel().catch(() => {});
          onEnd();
        },
        session === null ? {} : { 'Mcp-Session-Id': session },
      );
      if (stream === null) {
        void reader.cancel().catch(() => {});
        onEnd();
        return refuseForNow('streams', 'Too many streams are open.', RETRY_AFTER_MS);
      }
      void pump(reader, stream);
      return stream.response;
    },
    close: () => {
      for (const end of ends) end();
    },
  };
}

export function isStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true;
}

async function pump(reader: ReadableStreamDefaultReader<Uint8Array>, stream: McpStream): Promise<void> {
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) stream.write(next.value);
  } catch {
    // an error of the source ends this stream too
  }
  stream.end();
}
