/** What goes wrong between a write and its answer. */
import { failure, jsonReply, type Reply } from './reply.ts';

/** Name and effect of each. */
export type WriteFaultName =
  /** Applied, and the connection is reset before the answer. For 2 s further connections are reset, then one answer belongs to this write. */
  | 'answer-lost'
  /** Reset before anything is applied. */
  | 'request-lost'
  /** Applied, and answered 400. */
  | 'applied-400'
  /** Not applied, and answered 200. */
  | 'ignored-200'
  /** Not applied: there is no room on the disk. */
  | 'disk-full';

export interface WriteFault {
  name: WriteFaultName;
  /** Only writes to this menu; null: every menu. */
  menu: string | null;
  /** How many writes it hits. */
  times: number;
}

export function createWriteFaults(now: () => number) {
  let fault: WriteFault | null = null;
  let resetsUntil = Number.NEGATIVE_INFINITY;
  let foreign: Reply | null = null;

  return {
    set(next: WriteFault | null) {
      fault = next;
    },
    /** The connection is reset at once, as for a while after an aborted request. */
    isResetting: () => now() < resetsUntil,
    /** The answer that belongs to an aborted request, once. */
    takeForeign(): Reply | null {
      const reply = foreign;
      foreign = null;
      return reply;
    },
    /** Applies the write as the fault has it. */
    write(menu: string, apply: () => Reply): Reply {
      if (fault === null || fault.times <= 0 || (fault.menu !== null && fault.menu !== menu)) return apply();
      fault.times -= 1;
      switch (fault.name) {
        case 'request-lost':
          return { ...jsonReply(200, '[]'), isLost: true };
        case 'ignored-200':
          return jsonReply(200, '[]');
        case 'disk-full':
          return failure(400, 'failure: not enough space on disk');
        case 'applied-400':
          apply();
          return failure(400, 'action failed (6)');
        default: {
          const reply = apply();
          resetsUntil = now() + 2000;
          foreign = failure(400, 'missing or invalid resource identifier');
          return { ...reply, isLost: true };
        }
      }
    },
  };
}
