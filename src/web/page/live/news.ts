/** Puts events into the store: notes on the cards that moved, and announcements for screen readers. */
import type { NumberedEvent } from '../../../record/journal.ts';
import type { ServiceClock } from '../clock.ts';
import { MOVE_SHOWN_MS, prune, toAnnouncement, toMove } from '../move.ts';
import type { Store } from '../store.ts';

/** Announcements are at least this far apart. */
const ANNOUNCE_MS = 1500;

export interface News {
  /** Marks the cards of the devices that moved. */
  mark: (events: readonly NumberedEvent[]) => void;
  /** The first event at once, those that follow closely in one announcement: a screen reader cannot say forty sentences. */
  announce: (event: NumberedEvent) => void;
  stop: () => void;
}

export function createNews(store: Store, clock: ServiceClock): News {
  let pending: NumberedEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    const announcement = toAnnouncement(pending);
    pending = [];
    if (announcement !== '') store.set({ announcement });
    timer = setTimeout(() => {
      timer = undefined;
      if (pending.length > 0) flush();
    }, ANNOUNCE_MS);
  };
  return {
    mark: (events) => {
      const moves = new Map(prune(store.current().moves, clock.now()));
      for (const event of events) {
        const move = toMove(event, clock.now());
        if (move !== null && event.device_id !== null) moves.set(event.device_id, move);
      }
      store.set({ moves });
      setTimeout(() => store.set({ moves: prune(store.current().moves, clock.now()) }), MOVE_SHOWN_MS + 500);
    },
    announce: (event) => {
      pending.push(event);
      if (timer === undefined) flush();
    },
    stop: () => clearTimeout(timer),
  };
}
