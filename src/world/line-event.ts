/**
 * Events that a log line alone announces, because no table shows them in time: refusals, channels, access points. Such a line changes no
 * record and makes no device present.
 */
import type { Place } from '../join/place.ts';
import { parseCapAddress } from '../parse/cap-reference.ts';
import type { AccessPointLine, ChannelLine, LogLine, RefusedLine } from '../parse/log-event.ts';
import type { Settings } from '../presence/settings.ts';
import { type EventRecord, newEvent, type Spot, toSpot } from '../record/event.ts';
import { type ReasonClass, reasonClassOf } from '../record/reason-class.ts';
import { toIso } from '../record/time.ts';
import { createLocate } from './enrich.ts';
import type { World } from './world.ts';

/** A line with where it came from; `at`: epoch ms. */
interface Received<L> {
  line: L;
  router: string | null;
  at: number;
}

const FAILS_TO_JOIN: ReadonlySet<ReasonClass | null> = new Set(['wrong_key', 'handshake', 'access_list']);

/** The refusal that a line is about; null for a line about something else. The old drivers log one as the end of an association. */
export function asRefusal(line: LogLine, { devices, identity }: World): RefusedLine | null {
  if (line.type === 'refused') return line;
  if (line.type !== 'disconnected' || line.reason === null) return null;
  const device = devices.get(identity.idOf(line.macAddress));
  const isConnected = device !== undefined && (device.isAttached || device.connected === true);
  if (isConnected || !FAILS_TO_JOIN.has(reasonClassOf(line.reason))) return null;
  const { macAddress, at, reason, signalDbm } = line;
  return { type: 'refused', macAddress, at, reason, signalDbm };
}

/** Null for the network's own radios. `nameOf`: of a remembered device. */
export function refusalEvent(
  { line, router, at }: Received<RefusedLine>,
  world: World,
  settings: Settings,
  nameOf: (deviceId: string) => string | null,
): EventRecord | null {
  const { macAddress, reason, signalDbm } = line;
  const deviceId = world.identity.idOf(macAddress);
  const isOwn = [...world.routers.values()].some(({ memory }) => memory.ownMacs.has(macAddress));
  if (isOwn && world.identity.configured(deviceId) === null) return null;
  const place = createLocate(world)(line.at, router);
  const to: Spot =
    place === null
      ? {
          access_point: null,
          access_point_id: null,
          interface: line.at.interface,
          ssid: line.at.ssid,
          band: null,
          signal_dbm: signalDbm,
        }
      : toSpot({ ...place, ssid: place.ssid ?? line.at.ssid, signalDbm }, settings)!;
  return newEvent({
    event_type: 'refused',
    at: toIso(at),
    source: 'log',
    device_id: deviceId,
    name: nameOf(deviceId) ?? macAddress,
    router: place?.router ?? router,
    to,
    reason,
    count: 1,
  });
}

/** Null for a radio that no router has, or one that has this frequency already. */
export function channelEvent(
  { line, router, at }: Received<ChannelLine>,
  world: World,
  settings: Settings,
  frequencyOf: (place: Place) => number | null,
): EventRecord | null {
  const place = locateRadio(line.interface, router, world);
  if (place === null || (line.frequencyMhz !== null && frequencyOf(place) === line.frequencyMhz)) return null;
  const to = toSpot({ ...place, ssid: null, signalDbm: null }, settings);
  const { reason } = line;
  return newEvent({
    event_type: 'channel_changed',
    at: toIso(at),
    source: 'log',
    router: place.router,
    to,
    reason,
    count: 1,
  });
}

/** The interface of this name; else the one with the longest name that the text ends with, because a header may stand in front of it. */
function locateRadio(text: string, router: string | null, world: World): Place | null {
  const locate = createLocate(world);
  const exact = locate({ interface: text, ssid: null }, router);
  if (exact !== null) return exact;
  const names = [...world.routers].flatMap(([id, { view }]) =>
    view === null || (router !== null && router !== id) ? [] : view.interfaces.map(({ row }) => row.name),
  );
  const [longest] = names.filter((name) => text.endsWith(` ${name}`)).sort((a, b) => b.length - a.length);
  return longest === undefined ? null : locate({ interface: longest, ssid: null }, router);
}

/** Id, name and router of the access point that a line is about; null when no router manages it, or several could be meant. */
export function locateAccessPoint(
  { line: { subject }, router }: Pick<Received<AccessPointLine>, 'line' | 'router'>,
  { routers }: World,
): { id: string; router: string } | null {
  const managed = [...routers].flatMap(([id, { memory }]) =>
    [...memory.accessPoints.values()].flatMap(({ ref, cap }) =>
      cap === null ? [] : [{ id: ref.id, router: id, cap }],
    ),
  );
  if (subject === null) {
    // its own log: the router that it is, if that is read too
    const own = router === null ? undefined : routers.get(router)?.memory.ownMacs;
    const macsOf = (one: (typeof managed)[number]) =>
      routers
        .get(one.router)!
        .view?.interfacesOf.get(one.id)
        ?.flatMap(({ row }) => row.macAddress ?? []) ?? [];
    return only(managed.filter((one) => one.router !== router && macsOf(one).some((mac) => own?.has(mac))));
  }
  const from = managed.filter((one) => router === null || one.router === router);
  const { addresses, identity } = subject;
  const byAddress = from.filter(({ cap }) => {
    const address = parseCapAddress(cap.address);
    return addresses.includes(cap.baseMac) || (address !== null && addresses.includes(address));
  });
  if (byAddress.length > 0) return only(byAddress);
  return addresses.length > 0 ? null : only(from.filter(({ cap }) => cap.identity === identity));
}

function only<T extends { id: string }>(found: readonly T[]): T | null {
  return new Set(found.map(({ id }) => id)).size === 1 ? found[0]! : null;
}
