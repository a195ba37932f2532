/** Tells a stream what happens: first what its reader has missed, then what comes, without a gap and nothing twice. */
import type { Journal, JournalListener, NumberedEvent } from '../record/journal.ts';
import type { Stream } from '../http/sse.ts';

export const RETRY_MS = 3000;
/** Events read at once for who has missed many; with the longest names still less than a queue holds. */
const PAGE = 50;
/** New events remembered while the missed ones are told; when there are more, they are read as missed ones too. */
const MAX_HEARD = 1000;

export interface Following {
  journal: Journal;
  stream: Pick<Stream, 'offer' | 'isIdle' | 'idle' | 'drop'>;
  isWanted: (event: NumberedEvent) => boolean;
  /** As the reader sent it; undefined for one that comes for the first time. */
  lastEventId: string | undefined;
  /** A fault of ours; the reader comes back by itself. */
  onFault: (error: unknown) => void;
}

/** Returns the call that ends it. */
export function follow({ journal, stream, isWanted, lastEventId, onFault }: Following): () => void {
  let toldId = journal.lastId();
  let isLive = true;
  let heard: NumberedEvent[] = [];
  let hasHeardTooMuch = false;

  /** Those from the first one on that had no room. */
  const tell = (events: readonly NumberedEvent[]): readonly NumberedEvent[] => {
    for (const [index, event] of events.entries()) {
      if (event.event_id <= toldId) continue;
      if (isWanted(event) && !stream.offer(toMessage(event))) return events.slice(index);
      toldId = event.event_id;
    }
    return [];
  };

  const hear: JournalListener = (events) => {
    if (!isLive) {
      hasHeardTooMuch ||= heard.length + events.length > MAX_HEARD;
      heard = hasHeardTooMuch ? [] : heard.concat(events);
      return;
    }
    const wasIdle = stream.isIdle();
    const rest = tell(events);
    if (rest.length === 0) return;
    // too much at a stroke for anybody is no fault of a reader that kept up until now
    if (wasIdle) void catchUp(rest).catch(fail);
    else stream.drop();
  };

  /** As fast as the reader takes it: what is at hand, else what the journal has. */
  const catchUp = async (atHand: readonly NumberedEvent[] | null): Promise<void> => {
    [isLive, heard, hasHeardTooMuch] = [false, [], false];
    let [rest, isEnd, isSure] = [atHand ?? [], atHand !== null, atHand !== null];
    while (await stream.idle()) {
      if (rest.length > 0) {
        rest = tell(rest);
        continue;
      }
      if (hasHeardTooMuch) [heard, hasHeardTooMuch, isEnd, isSure] = [[], false, false, false];
      if (isEnd) return goLive();
      if (!isSure) {
        const oldestId = await journal.oldestId();
        if (toldId > 0 && (oldestId === null || toldId < oldestId)) stream.offer(toGap(GONE, null));
        isSure = true;
      }
      const slice = await journal.read({ after: toldId }, isWanted, PAGE);
      rest = tell(slice.events);
      if (rest.length === 0) toldId = Math.max(toldId, slice.lastId);
      isEnd = rest.length === 0 && slice.isEnd;
    }
  };

  const goLive = () => {
    const pending = heard;
    [isLive, heard] = [true, []];
    hear(pending);
  };

  const fail = (error: unknown) => {
    stream.drop();
    onFault(error);
  };

  stream.offer(Buffer.from(`retry: ${RETRY_MS}\n\n`));
  const unsubscribe = journal.subscribe(hear);
  const from = lastEventId === undefined || lastEventId === '' ? toldId : toId(lastEventId);
  // 0 would mean everything that is kept
  const position = toldId === 0 ? null : toldId;
  if (from === null || from > toldId) stream.offer(toGap(UNKNOWN, position));
  else if (from < toldId) {
    toldId = from;
    void catchUp(null).catch(fail);
    // to come back with, should it break before anything happens
  } else if (position !== null) stream.offer(Buffer.from(`id: ${position}\n\n`));
  return unsubscribe;
}

function toId(text: string): number | null {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}

const GONE = 'Not all events since the last one you were told are kept; the oldest that are follow.';
const UNKNOWN =
  'Your Last-Event-ID is no event_id that was given here; only what happens from now on follows.';

function toGap(message: string, id: number | null): Buffer {
  const at = id === null ? '' : `id: ${id}\n`;
  return Buffer.from(`${at}event: gap\ndata: ${JSON.stringify({ message })}\n\n`);
}

// the same event goes to every reader
const messages = new WeakMap<NumberedEvent, Buffer>();

/** Without a name, so that onmessage of a browser's EventSource hears them all. */
function toMessage(event: NumberedEvent): Buffer {
  const known = messages.get(event);
  if (known !== undefined) return known;
  const made = Buffer.from(`id: ${event.event_id}\ndata: ${JSON.stringify(event)}\n\n`);
  messages.set(event, made);
  return made;
}
