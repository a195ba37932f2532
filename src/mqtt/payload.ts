/** What each topic says: plain values whose order of keys is part of the contract. */
import type { Device } from '../record/device.ts';
import type { AccessPointRecord, RouterRecord } from '../record/network.ts';
import type { PersonRecord } from '../record/person.ts';
import { bands } from '../record/device.ts';
import { isGuest } from '../record/summary.ts';
import type { Scene } from './network-view.ts';

export const online = 'online';
export const offline = 'offline';

/** The will, and the last words of a clean stop, say `offline`. */
export function bridgeState(state: 'online' | 'offline') {
  return { state };
}

export function bridgeInfo(
  info: { version: string; digest: string; installation: string },
  instance: string,
  routers: readonly string[],
) {
  const { version, digest, installation } = info;
  return { version, instance, routers, config_digest: digest, installation };
}

export function routerState(record: RouterRecord, scene: Scene) {
  const { router, identity, board_name, version, reachable } = record;
  const connected = scene.onAir.byRouter.get(router)?.length ?? 0;
  return {
    identity,
    board_name,
    version,
    booted_at: scene.bootedAt.get(`router/${router}`) ?? null,
    connected: reachable || connected > 0 ? connected : null,
  };
}

export function accessPointState(record: AccessPointRecord, scene: Scene) {
  const { access_point_id: id, name, router, reachable } = record;
  const here = scene.onAir.byAccessPoint.get(id) ?? [];
  const radios = scene.radios.get(id) ?? [];
  const bandsHere = new Set([...radios, ...here].map(({ band }) => band));
  const ssidsHere = [...new Set([...radios, ...here].flatMap(({ ssid }) => ssid ?? []))].sort();
  const isTold = reachable !== null || here.length > 0;
  const count = (is: (device: Device) => boolean) => (isTold ? here.filter(is).length : null);
  return {
    name,
    router,
    connected: isTold ? here.length : null,
    bands: Object.fromEntries(
      bands
        .filter((band) => bandsHere.has(band))
        .map((band) => [band, count((device) => device.band === band)]),
    ),
    ssids: Object.fromEntries(ssidsHere.map((ssid) => [ssid, count((device) => device.ssid === ssid)])),
    booted_at: scene.bootedAt.get(`ap/${id}`) ?? null,
  };
}

export function ssidState(ssid: string, { snapshot, onAir }: Scene) {
  const here = onAir.bySsid.get(ssid) ?? [];
  const isTold = here.length > 0 || snapshot.routers.some(({ reachable }) => reachable);
  return {
    ssid,
    connected: isTold ? here.length : null,
    known: isTold ? here.filter(({ device_id }) => snapshot.known.has(device_id)).length : null,
  };
}

/** The slow facts: every change of one is a new row in Home Assistant's recorder. */
export function clientState(device: Device, guestSsids: readonly string[]) {
  const { presence, zone } = device;
  return {
    presence,
    ...inZones(presence, zone === null ? [] : [zone]),
    mac_address: device.mac_address,
    ip_address: device.ip_address,
    ip_addresses: device.ip_addresses,
    host_name: device.host_name,
    ssid: device.ssid,
    access_point: device.access_point,
    access_point_id: device.access_point_id,
    interface: device.interface,
    band: device.band,
    router: device.router,
    guest: isGuest(device, guestSsids),
    mac_randomized: device.mac_randomized,
    presence_since_at: device.presence_since_at,
    connected_since_at: device.connected_since_at,
    // as Home Assistant's own router trackers call them: its DHCP discovery looks for these
    ip: device.ip_address,
    mac: device.mac_address,
  };
}

export function clientSignal({ signal_dbm, tx_rate_bps, rx_rate_bps, last_seen_at }: Device) {
  return { signal_dbm, tx_rate_bps, rx_rate_bps, last_seen_at };
}

export function personState({ presence, zones, devices }: PersonRecord, scene: Scene) {
  const last = devices.flatMap((id) => scene.snapshot.devices.get(id)?.zone ?? []);
  return {
    presence,
    ...inZones(presence, presence === 'unknown' ? [...new Set(last)].sort() : zones),
    devices,
  };
}

/**
 * While presence is unknown the last zones are repeated, so that nothing passes through not_home on its way to unavailable. Where there
 * never was one the key is left out: to Home Assistant no `in_zones` says nothing, and an empty one says not_home.
 */
function inZones(presence: Device['presence'], zones: readonly string[]): { in_zones?: string[] } {
  if (presence === 'away') return { in_zones: [] };
  return zones.length === 0 ? {} : { in_zones: zones.map((zone) => `zone.${zone}`) };
}
