/** What devices measured in a stretch of time, from their sessions and signals. */
import type { Segment, Session } from '../record/history.ts';

/** All devices together. */
export interface Stretch {
  /** Hours for which they were connected. */
  deviceHours: number;
  /** Null: no reading. */
  signalDbm: number | null;
  /** Share of the readings with a weak signal. */
  weakShare: number | null;
  /** Moves to another access point. */
  roams: number;
  /** Ends of a session without a move. */
  drops: number;
}

export interface DevicePast {
  sessions: readonly Pick<Session, 'from_at' | 'to_at' | 'ended_by'>[];
  segments: readonly Pick<Segment, 'samples'>[];
}

/** Below this, video calls suffer. */
const WEAK_DBM = -70;
const HOUR_MS = 3_600_000;

/** So many stretches of this length from `sinceAt` on (epoch ms). */
export function toStretches(
  pasts: readonly DevicePast[],
  { sinceAt, stretchMs, count }: { sinceAt: number; stretchMs: number; count: number },
): Stretch[] {
  const totals = Array.from({ length: count }, () => ({
    ms: 0,
    readings: 0,
    signal: 0,
    weak: 0,
    roams: 0,
    drops: 0,
  }));
  const untilAt = sinceAt + count * stretchMs;
  const at = (time: number) => totals[Math.floor((time - sinceAt) / stretchMs)];
  for (const { sessions, segments } of pasts) {
    for (const { from_at, to_at, ended_by } of sessions) {
      const from = Math.max(Date.parse(from_at), sinceAt);
      const end = to_at === null ? untilAt : Date.parse(to_at);
      for (const [index, total] of totals.entries()) {
        const [begin, stop] = [sinceAt + index * stretchMs, sinceAt + (index + 1) * stretchMs];
        total.ms += Math.max(0, Math.min(end, stop) - Math.max(from, begin));
      }
      const total = to_at === null ? undefined : at(end);
      if (total !== undefined && ended_by === 'roamed') total.roams += 1;
      if (total !== undefined && ended_by === 'disconnected') total.drops += 1;
    }
    for (const sample of segments.flatMap(({ samples }) => samples)) {
      const total = at(Date.parse(sample.at));
      if (total === undefined || sample.signal_dbm === null) continue;
      total.readings += sample.sample_count;
      total.signal += sample.signal_dbm * sample.sample_count;
      if (sample.signal_dbm <= WEAK_DBM) total.weak += sample.sample_count;
    }
  }
  return totals.map(({ ms, readings, signal, weak, roams, drops }) => ({
    deviceHours: ms / HOUR_MS,
    signalDbm: readings === 0 ? null : signal / readings,
    weakShare: readings === 0 ? null : weak / readings,
    roams,
    drops,
  }));
}
