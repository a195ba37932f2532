/** A session and its signals as one stay. */
import type { Session, Stay, WeakLimit } from '../record/history.ts';

/** A reading, or the median of at most five minutes. It holds until the next one. */
export interface Reading {
  /** Epoch milliseconds. */
  at: number;
  dbm: number;
}

/** `readings`: of the session, oldest first. Null for a session whose access point is unknown. */
export function toStay(session: Session, readings: readonly Reading[], limit: WeakLimit): Stay | null {
  if (session.access_point_id === null) return null;
  const ordered = Int8Array.from(readings, ({ dbm }) => dbm).sort();
  const part = (share: number) => ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))];
  const fromAt = Date.parse(session.from_at);
  return {
    accessPointId: session.access_point_id,
    interface: session.interface,
    ssid: session.ssid,
    band: session.band,
    fromAt,
    toAt: session.to_at === null ? null : Date.parse(session.to_at),
    medianDbm: medianOf(ordered) ?? session.signal_median_dbm,
    lowDbm: part(0.1) ?? session.signal_min_dbm,
    highDbm: part(0.9) ?? session.signal_max_dbm,
    sampleCount: Math.max(session.sample_count, readings.length),
    firstDbm: readings[0]?.dbm ?? null,
    lastDbm: readings.at(-1)?.dbm ?? null,
    weak: lastWeak(readings, fromAt + session.duration_seconds * 1000, limit),
    endedBy: session.ended_by,
    reason: session.reason,
  };
}

function lastWeak(readings: readonly Reading[], endAt: number, { belowDbm, forMs }: WeakLimit): Stay['weak'] {
  const timeOf = (index: number) => readings[index]?.at ?? endAt;
  let end = readings.length;
  while (end > 0) {
    while (end > 0 && readings[end - 1]!.dbm >= belowDbm) end -= 1;
    let begin = end;
    while (begin > 0 && readings[begin - 1]!.dbm < belowDbm) begin -= 1;
    if (begin < end && timeOf(end) - timeOf(begin) >= forMs) {
      const own = Int8Array.from(readings.slice(begin, end), ({ dbm }) => dbm).sort();
      return { fromAt: timeOf(begin), toAt: timeOf(end), medianDbm: medianOf(own)! };
    }
    end = begin;
  }
  return null;
}

/** The lower of the two in the middle; null of nothing. */
function medianOf(ordered: Int8Array): number | null {
  return ordered[Math.ceil(ordered.length / 2) - 1] ?? null;
}
