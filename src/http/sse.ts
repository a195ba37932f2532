/** Event streams, of REST and MCP alike: each has a bounded queue and a heartbeat, and is dropped if its reader is too slow. Knows no messages. */
import type { Clock } from '../telemetry/clock.ts';

export interface Stream {
  body: ReadableStream<Uint8Array>;
  /** Queues a whole message; false if the queue has no room for it or the stream has ended. */
  offer: (message: Uint8Array) => boolean;
  /** The reader has taken every message. */
  isIdle: () => boolean;
  /** Resolves when the reader has taken every message (true) or the stream has ended (false). */
  idle: () => Promise<boolean>;
  /** Ends the stream after the queued messages. */
  end: () => void;
  /** Ends the stream of a reader that is too slow: discards the queue and closes the connection. */
  drop: () => void;
}

export interface StreamOptions {
  /** Closes the connection. */
  cut: () => void;
  /** Called once, whichever side ends the stream. */
  onEnd: (isDropped: boolean) => void;
}

export interface Streams {
  /** Open streams. */
  count: () => number;
  open: (options: StreamOptions) => Stream | 'too_many' | 'closing';
  /** Ends all streams; others may be opened. */
  endAll: () => void;
  /** Ends all streams and opens no more. */
  close: () => void;
}

export interface StreamsOptions {
  maxStreams?: number;
  /** Most bytes queued for one reader. */
  maxQueueBytes?: number;
  clock: Pick<Clock, 'every'>;
}

export const MAX_STREAMS = 100;
export const MAX_QUEUE_BYTES = 256 * 1024;
/** Proxies close a silent connection after 30 s or more. */
export const HEARTBEAT_MS = 15_000;

const HEARTBEAT = Buffer.from(': alive\n\n');

export function createStreams({
  maxStreams = MAX_STREAMS,
  maxQueueBytes = MAX_QUEUE_BYTES,
  clock,
}: StreamsOptions): Streams {
  const ends = new Set<() => void>();
  let isClosing = false;

  const open: Streams['open'] = ({ cut, onEnd }) => {
    if (isClosing) return 'closing';
    if (ends.size >= maxStreams) return 'too_many';
    // a queue of our own, because the one inside ReadableStream can be neither measured nor discarded
    let queue: Uint8Array[] = [];
    let queuedBytes = 0;
    let hasTaken = true;
    let reader: ReadableStreamDefaultController<Uint8Array> | null = null;
    let [isOpen, isDone] = [true, false];
    let waiting: (() => void)[] = [];

    const isIdle = () => queue.length === 0;
    const wake = () => {
      const woken = waiting;
      waiting = [];
      for (const resolve of woken) resolve();
    };
    const pass = () => {
      if (reader === null || isDone) return;
      const [controller, next] = [reader, queue.shift()];
      if (next !== undefined) {
        reader = null;
        queuedBytes -= next.byteLength;
        hasTaken = true;
        controller.enqueue(next);
      } else if (!isOpen) {
        isDone = true;
        controller.close();
      }
      if (isIdle()) wake();
    };
    const offer: Stream['offer'] = (message) => {
      // a message larger than the whole queue is accepted while the queue is empty
      if (!isOpen || (!isIdle() && queuedBytes + message.byteLength > maxQueueBytes)) return false;
      queue.push(message);
      queuedBytes += message.byteLength;
      pass();
      return true;
    };
    const finish = (isDropped: boolean) => {
      if (!isOpen) return;
      isOpen = false;
      stopHeartbeat();
      ends.delete(end);
      onEnd(isDropped);
      pass();
      wake();
    };
    const end = () => finish(false);
    const drop = () => {
      if (!isOpen) return;
      queue = [];
      finish(true);
      cut();
    };
    const stopHeartbeat = clock.every(HEARTBEAT_MS, () => {
      const isStuck = !isIdle() && !hasTaken;
      hasTaken = false;
      if (isStuck || !offer(HEARTBEAT)) drop();
    });
    ends.add(end);
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          reader = controller;
          pass(); // else at the next offer
        },
        cancel: () => {
          isDone = true;
          end();
        },
      },
      { highWaterMark: 0 },
    );
    const idle: Stream['idle'] = async () => {
      if (isOpen && !isIdle()) await new Promise<void>((resolve) => waiting.push(resolve));
      return isOpen;
    };
    return { body, offer, isIdle, idle, end, drop };
  };

  const endAll = () => {
    for (const end of ends) end();
  };

  return {
    count: () => ends.size,
    open,
    endAll,
    close: () => {
      isClosing = true;
      endAll();
    },
  };
}
