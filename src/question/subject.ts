/** The device or access point that a question about the past is about. One that left the snapshot is found by its id. */
import { findPastAccessPoint, findPastDevice } from '../record/find-past.ts';
import type { History, HistoryOff } from '../record/history.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { MAX_SPAN_DAYS } from '../record/span.ts';
import type { Refusal } from './refusal.ts';

/** `isCurrent` is false for an id that is not in the snapshot; only the history shows whether it ever existed. */
export interface Subject {
  id: string;
  isCurrent: boolean;
}

export function deviceOf(snapshot: Snapshot | null, wanted: string): Subject | Refusal {
  const found = findPastDevice(snapshot, wanted);
  if (found.status === 'ambiguous') return { refused: 'ambiguous_device', candidates: found.candidates };
  if (found.status === 'found') return found;
  return { refused: snapshot === null ? 'no_snapshot' : 'device_not_found' };
}

export function accessPointOf(snapshot: Snapshot | null, wanted: string): Subject | Refusal {
  const found = findPastAccessPoint(snapshot, wanted);
  if (found.status === 'ambiguous')
    return { refused: 'ambiguous_access_point', candidates: found.candidates };
  return found.status === 'found' ? found : { refused: 'access_point_not_found' };
}

/** Null if the history has ever had the device. */
export async function missingDevice(history: History, id: string, now: number): Promise<Refusal | null> {
  const list = await history.sessions(id, everUntil(now), { limit: 1 });
  if ('off' in list) return toRefusal(list);
  if (list.sessions.length > 0) return null;
  // one that never joined may have been refused
  const past = await history.deviceHistory(id, everUntil(now), '1h');
  return 'refusals' in past && past.refusals.length > 0 ? null : { refused: 'device_not_found' };
}

/** Null if the history has ever had the access point. */
export async function missingAccessPoint(history: History, id: string, now: number): Promise<Refusal | null> {
  const past = await history.accessPointHistory(id, everUntil(now), '1h');
  if ('off' in past) return toRefusal(past);
  return past.buckets.length > 0 ? null : { refused: 'access_point_not_found' };
}

export function toRefusal({ off }: HistoryOff): Refusal {
  return { refused: 'history_off', off };
}

function everUntil(now: number) {
  return { sinceAt: now - MAX_SPAN_DAYS * 24 * 60 * 60_000, untilAt: now };
}
