/** A stay of a session and its signals. */
import type { Session, SignalSample } from '../record/history.ts';
import { WEAK_DBM, WEAK_MS } from './constant.ts';
import type { Stay } from './house.ts';
import { median } from './device-past.ts';

/** `samples`: of the session, oldest first, five minutes or less each. Null for a session whose access point is unknown. */
export function toStay(session: Session, samples: readonly SignalSample[]): Stay | null {
  if (session.access_point_id === null) return null;
  const told = samples.filter(({ signal_dbm }) => signal_dbm !== null);
  const signals = told.map(({ signal_dbm }) => signal_dbm!);
  const ordered = signals.toSorted((a, b) => a - b);
  const part = (share: number) => ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))];
  const toAt = session.to_at === null ? null : Date.parse(session.to_at);
  const endAt = Date.parse(session.from_at) + session.duration_seconds * 1000;
  return {
    accessPointId: session.access_point_id,
    interface: session.interface,
    ssid: session.ssid,
    band: session.band,
    fromAt: Date.parse(session.from_at),
    toAt,
    medianDbm: signals.length === 0 ? session.signal_median_dbm : median(signals),
    lowDbm: part(0.1) ?? session.signal_min_dbm,
    highDbm: part(0.9) ?? session.signal_max_dbm,
    sampleCount: Math.max(session.sample_count, told.length),
    firstDbm: signals[0] ?? null,
    lastDbm: signals.at(-1) ?? null,
    weak: lastWeak(told, endAt),
    endedBy: session.ended_by,
    reason: session.reason,
  };
}

/** A sample holds until the next one. */
function lastWeak(samples: readonly SignalSample[], endAt: number): Stay['weak'] {
  const timeOf = (index: number) => (index < samples.length ? Date.parse(samples[index]!.at) : endAt);
  let end = samples.length;
  while (end > 0) {
    while (end > 0 && samples[end - 1]!.signal_dbm! >= WEAK_DBM) end -= 1;
    let begin = end;
    while (begin > 0 && samples[begin - 1]!.signal_dbm! < WEAK_DBM) begin -= 1;
    if (begin < end && timeOf(end) - timeOf(begin) >= WEAK_MS) {
      const own = samples.slice(begin, end).map(({ signal_dbm }) => signal_dbm!);
      return { fromAt: timeOf(begin), toAt: timeOf(end), medianDbm: median(own) };
    }
    end = begin;
  }
  return null;
}
