/** The pasts of devices, as findings need them: read from the history in small questions, and kept where they cannot change any more. */
import type { Past } from '../advise/house.ts';
import { DAY_MS, MINUTE_MS, WEAK_LIMIT } from '../advise/constant.ts';
import type { Device } from '../record/device.ts';
import type { HistoryOff, Stay, StayHistory } from '../record/history.ts';

/** How far findings look back. */
export const PAST_MS = 14 * DAY_MS;
/** Devices of one question: the history has other work between two of them. */
const BATCH = 25;
/** An association that ended later may still change. */
const SETTLED_MS = 10 * MINUTE_MS;

export interface PastReader {
  /** `devices`: those whose past is wanted. */
  read: (devices: readonly Device[], at: number) => Promise<Past | HistoryOff>;
}

export function createPastReader(history: StayHistory): PastReader {
  /** Associations that ended, oldest first, by device. */
  const kept = new Map<string, readonly Stay[]>();

  return {
    read: async (devices, at) => {
      const sinceAt = at - PAST_MS;
      const seenSince = (device: Device) =>
        device.last_seen_at !== null && Date.parse(device.last_seen_at) >= sinceAt;
      const wanted = devices.filter(seenSince);
      const ids = new Set(wanted.map(({ device_id }) => device_id));
      for (const id of kept.keys()) if (!ids.has(id)) kept.delete(id);
      const stays = new Map<string, readonly Stay[]>();
      let oldestAt: number | null = null;
      for (let from = 0; from < wanted.length; from += BATCH) {
        const asked = wanted.slice(from, from + BATCH).map(({ device_id: deviceId }) => {
          const last = kept.get(deviceId)?.at(-1)?.toAt ?? null;
          return { deviceId, sinceAt: last === null ? sinceAt : Math.max(sinceAt, last + 1) };
        });
        // one question at a time, so that the history never has a queue of them
        const answer = await history.stays(asked, WEAK_LIMIT);
        if ('off' in answer) return answer;
        ({ oldestAt } = answer);
        for (const { deviceId, stays: found } of answer.devices) {
          const before = (kept.get(deviceId) ?? []).filter(({ toAt }) => toAt! >= sinceAt);
          const all = [...before, ...found];
          stays.set(deviceId, all);
          kept.set(
            deviceId,
            all.filter(({ toAt }) => toAt !== null && toAt < at - SETTLED_MS),
          );
        }
      }
      return { sinceAt: Math.max(sinceAt, oldestAt ?? at), stays };
    },
  };
}
