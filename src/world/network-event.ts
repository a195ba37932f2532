/** Events of the network that a step shows: routers, channels and new strangers. */
import { isOnAir } from '../record/count.ts';
import { type EventRecord, newEvent } from '../record/event.ts';
import type { WifiInterfaceRecord } from '../record/network.ts';
import { isStranger } from '../record/summary.ts';
import type { Taken } from './snapshot.ts';

/** Nothing happens between no snapshot and the first one. */
export function networkEvents(previous: Taken | null, taken: Taken | null): EventRecord[] {
  if (previous === null || taken === null) return [];
  const events: EventRecord[] = [];
  for (const [router, records] of taken.routers) {
    const before = previous.routers.get(router);
    if (before === undefined || before === records || previous.world.routers.get(router)?.view === null)
      continue;
    const { reachable } = records.router;
    const at = taken.snapshot.meta.taken_at;
    if (before.router.reachable !== reachable)
      events.push(
        newEvent({ event_type: reachable ? 'router_up' : 'router_down', at, source: 'poll', router }),
      );
    for (const [was, is] of retuned(before.interfaces, records.interfaces))
      events.push(
        newEvent({
          event_type: 'channel_changed',
          at,
          source: 'poll',
          router,
          to: spotOf(is),
          reason: `${was.channel ?? was.frequency_mhz} to ${is.channel ?? is.frequency_mhz}`,
          count: 1,
        }),
      );
  }
  return events;
}

/** Radios whose frequency is known, and was another one: before and after. An interface may change its name, a radio keeps its MAC. */
function retuned(
  before: readonly WifiInterfaceRecord[],
  after: readonly WifiInterfaceRecord[],
): [WifiInterfaceRecord, WifiInterfaceRecord][] {
  const known = new Map(before.filter(isRadio).map((record) => [keyOf(record), record]));
  return after.filter(isRadio).flatMap((record) => {
    const was = known.get(keyOf(record));
    return was === undefined || was.frequency_mhz === record.frequency_mhz
      ? []
      : [[was, record] as [typeof was, typeof record]];
  });
}

function isRadio({ master_interface, frequency_mhz }: WifiInterfaceRecord): boolean {
  return master_interface === null && frequency_mhz !== null;
}

function keyOf({ bssid, access_point_id, interface: name }: WifiInterfaceRecord): string {
  return bssid ?? `${access_point_id} ${name}`;
}

function spotOf({ access_point, access_point_id, interface: name, band }: WifiInterfaceRecord) {
  return { access_point, access_point_id, interface: name, ssid: null, band, signal_dbm: null };
}

/** Devices that arrive, were not remembered, and are neither known nor guests. None before it can be told who is known. */
export function strangerEvents(
  arrivals: readonly EventRecord[],
  previous: Taken | null,
  taken: Taken | null,
): EventRecord[] {
  if (taken?.snapshot.areMarksRead === false) return [];
  return arrivals.flatMap(({ event_type, device_id, name, at, router, to }) => {
    if (event_type !== 'arrived' || device_id === null || previous?.snapshot.devices.has(device_id) === true)
      return [];
    const device = taken?.snapshot.devices.get(device_id);
    if (device === undefined || !isOnAir(device) || !isStranger(device)) return [];
    return [newEvent({ event_type: 'new_stranger', at, source: 'poll', device_id, name, router, to })];
  });
}
