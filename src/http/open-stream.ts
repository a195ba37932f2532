/** Opens the event stream of a request; its end is logged. */
import type { HttpRequest } from './exchange.ts';
import type { HttpLog } from './handler.ts';
import type { Stream, Streams } from './sse.ts';

export const streamHeaders = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** `onEnd` is called once, whichever side ends the stream. */
export function openStream(
  request: HttpRequest,
  { streams, log, onEnd }: { streams: Streams; log: HttpLog; onEnd: () => void },
): Stream | 'too_many' | 'closing' {
  const line = () => ({
    open: streams.count(),
    client: request.address,
    correlation_id: request.correlationId,
  });
  return streams.open({
    cut: () => request.incoming.socket.destroy(),
    onEnd: (isDropped) => {
      onEnd();
      if (isDropped) log.info(line(), 'event stream dropped');
      else log.debug(line(), 'event stream ended');
    },
  });
}
