/** Adds up refusals by device, access point and class. */
import type { AccessPointRefusal, DeviceRefusal } from '../record/history.ts';
import type { NumberedEvent } from '../record/journal.ts';

type Refusal = DeviceRefusal & AccessPointRefusal;

/** In one answer. */
const MOST = 100;

/** `events`: refusals, oldest first. Most frequent first. */
function addUp(events: readonly NumberedEvent[]): Refusal[] {
  const found = new Map<string, Refusal>();
  for (const { device_id, name, to, reason, reason_class, count, at } of events) {
    if (device_id === null) continue;
    const { access_point = null, access_point_id = null } = to ?? {};
    const key = JSON.stringify([device_id, access_point_id, reason_class]);
    const known = found.get(key);
    const total = (known?.count ?? 0) + (count ?? 1);
    const first_at = known?.first_at ?? at;
    const latest = { device_id, name, access_point, access_point_id, reason_class, reason };
    found.set(key, { ...latest, count: total, first_at, last_at: at });
  }
  return [...found.values()].toSorted((a, b) => b.count - a.count).slice(0, MOST);
}

/** Of one device. */
export function deviceRefusals(events: readonly NumberedEvent[]): DeviceRefusal[] {
  return addUp(events).map(({ device_id: _id, name: _name, ...refusal }) => refusal);
}

/** At one access point. */
export function accessPointRefusals(events: readonly NumberedEvent[], id: string): AccessPointRefusal[] {
  return addUp(events.filter(({ to }) => to?.access_point_id === id)).map(
    ({ access_point: _name, access_point_id: _id, ...refusal }) => refusal,
  );
}
