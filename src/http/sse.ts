/** Streams of server-sent events: a bounded queue for each reader, a heartbeat, and an end to patience. Knows nothing of what they tell. */

export interface Stream {
  body: ReadableStream<Uint8Array>;
  /** Takes a whole message; false when the queue has no room for it, or when the stream has ended. */
  offer: (message: Uint8Array) => boolean;
  /** Everything offered was taken by the reader. */
  isIdle: () => boolean;
  /** Resolves when that is so, or when the stream has ended: true while it is open. */
  idle: () => Promise<boolean>;
  /** What is waiting is still sent. */
  end: () => void;
  /** Ends it for a reader who is too slow: what is waiting is thrown away, the connection cut. */
  drop: () => void;
}

export interface Opening {
  /** Cuts the connection. */
  cut: () => void;
  /** Called once, whoever ends it. */
  onEnd: (isDropped: boolean) => void;
}

export interface Streams {
  count: () => number;
  open: (opening: Opening) => Stream | 'too_many' | 'closing';
  /** Ends all of them, and opens no more. */
  close: () => void;
}

export interface StreamsOptions {
  maxStreams?: number;
  /** Bytes waiting for a slow reader. */
  maxQueueBytes?: number;
  /** A timer that keeps no process alive; returns the call that ends it. */
  every?: (ms: number, run: () => void) => () => void;
}

export const MAX_STREAMS = 100;
export const MAX_QUEUE_BYTES = 256 * 1024;
/** Below the 30 s and more after which proxies take a silent connection for dead. */
export const HEARTBEAT_MS = 15_000;

const HEARTBEAT = Buffer.from(': alive\n\n');

export function createStreams({
  maxStreams = MAX_STREAMS,
  maxQueueBytes = MAX_QUEUE_BYTES,
  every = unrefInterval,
}: StreamsOptions = {}): Streams {
  const ends = new Set<() => void>();
  let isClosing = false;

  const open: Streams['open'] = ({ cut, onEnd }) => {
    if (isClosing) return 'closing';
    if (ends.size >= maxStreams) return 'too_many';
    // a queue of our own, since what is in the stream's cannot be counted or taken back
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
      // one that alone is larger than the queue must still have its way
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
    const stopHeartbeat = every(HEARTBEAT_MS, () => {
      const isStuck = !isIdle() && !hasTaken;
      hasTaken = false;
      if (isStuck || !offer(HEARTBEAT)) drop();
    });
    ends.add(end);
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          reader = controller;
          pass(); // or when there is something
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

  return {
    count: () => ends.size,
    open,
    close: () => {
      isClosing = true;
      for (const end of ends) end();
    },
  };
}

function unrefInterval(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms).unref();
  return () => clearInterval(timer);
}
