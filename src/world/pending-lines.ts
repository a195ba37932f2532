/** Log lines that no reading has confirmed yet: those of the last minute, by device, in bounded number. */
import type { Mac } from '../parse/mac.ts';
import type { ReceivedLine } from '../presence/movement.ts';

const KEPT_MS = 60_000;
const MAX_PER_DEVICE = 32;
const MAX_DEVICES = 2_000;
/** Two logging rules of a router send the same line twice, this close together. */
const DOUBLE_MS = 1_000;

export interface PendingLines {
  /** False for a line that was just added already. */
  add: (received: ReceivedLine) => boolean;
  /** The lines about these MACs of the minute before `now` (epoch ms), in the order in which they came. */
  find: (macs: readonly Mac[], now: number) => ReceivedLine[];
  forget: (macs: readonly Mac[]) => void;
  isEmpty: () => boolean;
}

export function createPendingLines(): PendingLines {
  const lines = new Map<Mac, Kept[]>();

  return {
    add(received) {
      const { macAddress } = received.line;
      const known = lines.get(macAddress) ?? [];
      const text = `${received.router} ${JSON.stringify(received.line)}`;
      if (known.some((other) => other.text === text && received.at - other.at < DOUBLE_MS)) return false;
      lines.delete(macAddress);
      // the map is in the order of each device's newest line
      for (const [mac, others] of lines) {
        if (lines.size < MAX_DEVICES && received.at - others.at(-1)!.at < KEPT_MS) break;
        lines.delete(mac);
      }
      lines.set(macAddress, [...known.slice(1 - MAX_PER_DEVICE), { ...received, text }]);
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
  /** Equal for the same line of the same router. */
  text: string;
}
