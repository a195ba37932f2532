/** The event streams of MCP, of every protocol version: opened for a request, or fed by a stream of an SDK. */
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import type { HttpLog } from '../http/handler.ts';
import { openStream, streamHeaders } from '../http/open-stream.ts';
import { createStreams } from '../http/sse.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Limits } from './limit.ts';
import { refuseForNow } from './refusal.ts';
import { toHttpReply } from './web.ts';

export interface McpStream {
  reply: HttpReply;
  /** Whole events only. A reader that is too slow for them is dropped. */
  write: (event: Uint8Array) => void;
  /** Queued events are still sent. */
  end: () => void;
}

export interface McpStreams {
  count: () => number;
  /** Null when there are too many. `onEnd` is called once, at the end of the stream by either side. */
  open: (
    request: HttpRequest,
    onEnd: () => void,
    headers?: Readonly<Record<string, string>>,
  ) => McpStream | null;
  /** Forwards the events of an SDK's stream; a response that is not a stream passes unchanged. */
  relay: (request: HttpRequest, response: Response, onEnd?: () => void) => Promise<HttpReply>;
  /** Ends every stream; clients may open them again. */
  endAll: () => void;
  close: () => void;
}

const RETRY_AFTER_MS = 60_000;

export function createMcpStreams({
  clock,
  limits: { maxStreams, maxQueueBytes },
  log,
}: {
  clock: Pick<Clock, 'every'>;
  limits: Pick<Limits, 'maxStreams' | 'maxQueueBytes'>;
  log: HttpLog;
}): McpStreams {
  const streams = createStreams({ maxStreams, maxQueueBytes, clock });

  const open: McpStreams['open'] = (request, onEnd, headers) => {
    const stream = openStream(request, { streams, log, onEnd });
    if (typeof stream === 'string') return null;
    return {
      reply: { status: 200, headers: { ...streamHeaders, ...headers }, body: stream.body },
      write: (event) => {
        if (!stream.offer(event)) stream.drop();
      },
      end: stream.end,
    };
  };

  return {
    count: streams.count,
    open,
    relay: async (request, response, onEnd = () => {}) => {
      if (!isStream(response) || response.body === null) {
        onEnd();
        return toHttpReply(response);
      }
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      const end = () => {
        void reader.cancel().catch(() => {});
        onEnd();
      };
      const session = response.headers.get('mcp-session-id');
      const stream = open(request, end, session === null ? {} : { 'Mcp-Session-Id': session });
      if (stream === null) {
        end();
        return tooManyStreams();
      }
      void pump(reader, stream);
      return stream.reply;
    },
    endAll: streams.endAll,
    close: streams.close,
  };
}

export function tooManyStreams(): HttpReply {
  return refuseForNow('streams', 'Too many streams are open.', RETRY_AFTER_MS);
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
