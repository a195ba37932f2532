/** Log lines that no reading has confirmed yet: a minute's worth, by the device they tell of, and bounded however many come. */
import type { Mac } from '../parse/mac.ts';
import type { ReceivedLine } from '../presence/movement.ts';

const KEPT_MS = 60_000;
const MAX_PER_DEVICE = 32;
const MAX_DEVICES = 2_000;
/** Two rules of a router's logging send the same line twice. */
const DOUBLE_MS = 1_000;

export interface PendingLines {
  /** False when it is the same line once more. */
  add: (heard: ReceivedLine) => boolean;
  /** In the order they came. */
  find: (macs: readonly Mac[], now: number) => ReceivedLine[];
  forget: (macs: readonly Mac[]) => void;
  isEmpty: () => boolean;
}

export function createPendingLines(): PendingLines {
  const lines = new Map<Mac, Kept[]>();

  return {
    add(heard) {
      const { macAddress } = heard.line;
      const known = lines.get(macAddress) ?? [];
      const text = `${heard.router} ${JSON.stringify(heard.line)}`;
      if (known.some((other) => other.text === text && heard.at - other.at < DOUBLE_MS)) return false;
      lines.delete(macAddress);
      // in the order in which they were last heard of
      for (const [mac, its] of lines) {
        if (lines.size < MAX_DEVICES && heard.at - its.at(-1)!.at < KEPT_MS) break;
        lines.delete(mac);
      }
      lines.set(macAddress, [...known.slice(1 - MAX_PER_DEVICE), { ...heard, text }]);
      return true;
    },
    find(macs, now) {
      const found = macs.flatMap((mac) => {
        const fresh = (lines.get(mac) ?? []).filter(({ at }) => now - at < KEPT_MS);
        if (fresh.length === 0) lines.delete(mac);
        return fresh;
      });
      return macs.length === 1 ? found : found.toSorted((a, b) => a.at - b.at);
    },
    forget: (macs) => macs.forEach((mac) => lines.delete(mac)),
    isEmpty: () => lines.size === 0,
  };
}

interface Kept extends ReceivedLine {
  /** Equal when the line is the same once more. */
  text: string;
}
