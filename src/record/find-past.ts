/** Resolves the device or access point of a history query. One that left the snapshot is found by its id. */
import { parseMac, toId } from '../parse/mac.ts';
import { find } from './find.ts';
import type { Snapshot } from './snapshot.ts';

/** `isCurrent` is false for an id that is not in the snapshot; only the history shows whether it ever existed. */
export type FoundPast<C> =
  | { status: 'found'; id: string; isCurrent: boolean }
  | { status: 'not_found' }
  | { status: 'ambiguous'; candidates: readonly C[] };

export interface DeviceCandidate {
  device_id: string;
  name: string;
  mac_address: string;
}

const MAX_CANDIDATES = 20;

/** By MAC address in any common notation, or by current name. */
export function findPastDevice(snapshot: Snapshot | null, wanted: string): FoundPast<DeviceCandidate> {
  const found = snapshot === null ? { status: 'not_found' as const } : find(snapshot, wanted);
  if (found.status === 'found') return { status: 'found', id: found.device.device_id, isCurrent: true };
  if (found.status === 'ambiguous') return found;
  const id = deviceIdOf(wanted, snapshot);
  return id === null ? found : { status: 'found', id, isCurrent: false };
}

/** By id, or by current name in any case. The candidates are ids. */
export function findPastAccessPoint(snapshot: Snapshot | null, wanted: string): FoundPast<string> {
  const [text, mac] = [wanted.trim().toLowerCase(), parseMac(wanted.trim())];
  const id = mac === null ? text : toId(mac);
  const accessPoints = snapshot?.accessPoints ?? [];
  const same = accessPoints.find((one) => one.access_point_id.toLowerCase() === id);
  if (same !== undefined) return { status: 'found', id: same.access_point_id, isCurrent: true };
  const named = accessPoints.filter((one) => one.name?.toLowerCase() === text);
  const ids = [...new Set(named.map((one) => one.access_point_id))];
  if (ids.length === 1) return { status: 'found', id: ids[0]!, isCurrent: true };
  if (ids.length > 1) return { status: 'ambiguous', candidates: ids.slice(0, MAX_CANDIDATES) };
  return text === '' ? { status: 'not_found' } : { status: 'found', id, isCurrent: false };
}

/** device_id of a MAC in any common notation; null for anything else. */
export function deviceIdOf(text: string, snapshot: Snapshot | null): string | null {
  const mac = parseMac(text.trim());
  return mac === null ? null : (snapshot?.macs.get(mac) ?? toId(mac));
}
