/** Sends events on a stream: first those the reader has missed, then new ones, without a gap and none twice. */
import type { Journal, JournalListener, NumberedEvent } from '../record/journal.ts';
import type { Stream } from '../http/sse.ts';

export const RETRY_MS = 3000;
/** Missed events read at once; even with the longest names they fit in the queue. */
const PAGE = 50;
/** Most new events held back while missed ones are sent; above that, they are read from the journal too. */
const MAX_PENDING = 1000;

export interface EventFeedOptions {
  journal: Journal;
  stream: Pick<Stream, 'offer' | 'isIdle' | 'idle' | 'drop'>;
  isWanted: (event: NumberedEvent) => boolean;
  /** As the reader sent it; undefined at its first connection. */
  lastEventId: string | undefined;
  /** A defect of this program. The stream is dropped, and the reader reconnects. */
  onError: (error: unknown) => void;
}

/** Returns the function that ends the feed. */
export function feedEvents({
  journal,
  stream,
  isWanted,
  lastEventId,
  onError,
}: EventFeedOptions): () => void {
  let sentId = journal.lastId();
  let isLive = true;
  let pending: NumberedEvent[] = [];
  let hasOverflowed = false;

  /** Returns the events from the first one on that the queue had no room for. */
  const send = (events: readonly NumberedEvent[]): readonly NumberedEvent[] => {
    for (const [index, event] of events.entries()) {
      if (event.event_id <= sentId) continue;
      if (isWanted(event) && !stream.offer(toMessage(event))) return events.slice(index);
      sentId = event.event_id;
    }
    return [];
  };

  const receive: JournalListener = (events) => {
    if (!isLive) {
      hasOverflowed ||= pending.length + events.length > MAX_PENDING;
      pending = hasOverflowed ? [] : pending.concat(events);
      return;
    }
    const wasIdle = stream.isIdle();
    const rest = send(events);
    if (rest.length === 0) return;
    // a reader that had taken everything is not too slow: these events alone are more than the queue holds
    if (wasIdle) void catchUp(rest).catch(fail);
    else stream.drop();
  };

  /** Sends as fast as the reader takes it: the given events first, then what the journal has. */
  const catchUp = async (given: readonly NumberedEvent[] | null): Promise<void> => {
    [isLive, pending, hasOverflowed] = [false, [], false];
    let [rest, isEnd, isGapChecked] = [given ?? [], given !== null, given !== null];
    while (await stream.idle()) {
      if (rest.length > 0) {
        rest = send(rest);
        continue;
      }
      if (hasOverflowed) [pending, hasOverflowed, isEnd, isGapChecked] = [[], false, false, false];
      if (isEnd) return goLive();
      if (!isGapChecked) {
        const oldestId = await journal.oldestId();
        if (sentId > 0 && (oldestId === null || sentId < oldestId)) stream.offer(toGap(GONE, null));
        isGapChecked = true;
      }
      const slice = await journal.read({ after: sentId }, isWanted, PAGE);
      rest = send(slice.events);
      if (rest.length === 0) sentId = Math.max(sentId, slice.lastId);
      isEnd = rest.length === 0 && slice.isEnd;
    }
  };

  const goLive = () => {
    const events = pending;
    [isLive, pending] = [true, []];
    receive(events);
  };

  const fail = (error: unknown) => {
    stream.drop();
    onError(error);
  };

  stream.offer(Buffer.from(`retry: ${RETRY_MS}\n\n`));
  const unsubscribe = journal.subscribe(receive);
  const from = lastEventId === undefined || lastEventId === '' ? sentId : toId(lastEventId);
  // 0 as an id would ask for every event that is kept
  const position = sentId === 0 ? null : sentId;
  if (from === null || from > sentId) stream.offer(toGap(UNKNOWN, position));
  else if (from < sentId) {
    sentId = from;
    void catchUp(null).catch(fail);
    // gives the reader an id to come back with if the connection breaks before the first event
  } else if (position !== null) stream.offer(Buffer.from(`id: ${position}\n\n`));
  return unsubscribe;
}

function toId(text: string): number | null {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}

const GONE = 'Some events after your Last-Event-ID are no longer kept; those that are kept follow.';
const UNKNOWN = 'Your Last-Event-ID is not an event_id of this service; only new events follow.';

function toGap(message: string, id: number | null): Buffer {
  const at = id === null ? '' : `id: ${id}\n`;
  return Buffer.from(`${at}event: gap\ndata: ${JSON.stringify({ message })}\n\n`);
}

// every reader gets the same bytes of an event
const messages = new WeakMap<NumberedEvent, Buffer>();

/** Without an event name, so that onmessage of a browser's EventSource receives all of them. */
function toMessage(event: NumberedEvent): Buffer {
  const known = messages.get(event);
  if (known !== undefined) return known;
  const made = Buffer.from(`id: ${event.event_id}\ndata: ${JSON.stringify(event)}\n\n`);
  messages.set(event, made);
  return made;
}
