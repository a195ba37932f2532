/** An hour of access points: the number of devices on each, and their signals. */
import { type ClientBucket, SLOT_MS, type Width } from './bucket.ts';
import type { Dictionary } from './dictionary.ts';
import type { OpenHour } from './open-hour.ts';
import { HOUR_MS, type Sample } from './sample.ts';
import { countSignal, noSignals, rangeOf, type Signals } from './signal.ts';

interface Slot {
  signals: Signals;
  readings: number;
  clients: number;
  clientsMax: number;
}

export interface Tally {
  /** Of one access point, or of all. */
  addSamples: (samples: readonly Sample[], only?: number) => void;
  addCounts: (open: OpenHour, only?: number) => void;
  accessPoints: () => Iterable<number>;
  /**
   * Its buckets of this hour, as slots of the block that begins at `beginAt`. `packed`: the buckets of that block so
   * far. Their client counts, which are stored nowhere else, are added up.
   */
  buckets: (
    accessPoint: number,
    width: Width,
    packed: readonly ClientBucket[],
    beginAt: number,
  ) => ClientBucket[];
}

const widths = ['5m', '1h'] as const;

export function createTally(hour: number, dictionary: Dictionary): Tally {
  const beginAt = hour * HOUR_MS;
  const slots = { '5m': new Map<number, Slot[]>(), '1h': new Map<number, Slot[]>() };

  function slotOf(accessPoint: number, width: Width, index: number): Slot {
    let own = slots[width].get(accessPoint);
    if (own === undefined) {
      own = [];
      slots[width].set(accessPoint, own);
    }
    return (own[index] ??= { signals: noSignals(), readings: 0, clients: 0, clientsMax: 0 });
  }

  return {
    addSamples: (samples, only) => {
      for (const { at, place, signal } of samples) {
        const accessPoint = dictionary.placeOf(place)?.accessPoint ?? null;
        if (accessPoint === null || (only !== undefined && only !== accessPoint)) continue;
        for (const width of widths) {
          const index = Math.floor((at - beginAt) / SLOT_MS[width]);
          countSignal(slotOf(accessPoint, width, index).signals, signal);
        }
      }
    },
    addCounts: ({ clientCounts }, only) => {
      for (const [accessPoint, { length, words }] of clientCounts) {
        if (only !== undefined && only !== accessPoint) continue;
        for (let index = 0; index < length; index += 2) {
          for (const width of widths) {
            const slot = slotOf(accessPoint, width, Math.floor(words[index]! / SLOT_MS[width]));
            slot.readings++;
            slot.clients += words[index + 1]!;
            slot.clientsMax = Math.max(slot.clientsMax, words[index + 1]!);
          }
        }
      }
    },
    accessPoints: () => slots['1h'].keys(),
    buckets: (accessPoint, width, packed, blockBeginAt) => {
      const own = slots[width].get(accessPoint) ?? [];
      const first = Math.round((beginAt - blockBeginAt) / SLOT_MS[width]);
      const buckets: ClientBucket[] = [];
      own.forEach((slot, index) => {
        const before = packed.find((bucket) => bucket.slot === first + index);
        buckets.push({
          slot: first + index,
          readings: slot.readings + (before?.readings ?? 0),
          clients: slot.clients + (before?.clients ?? 0),
          clientsMax: Math.max(slot.clientsMax, before?.clientsMax ?? 0),
          ...rangeOf(slot.signals),
        });
      });
      return buckets;
    },
  };
}
