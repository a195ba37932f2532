/** The payload of each topic: plain values whose order of keys is part of the contract. */
import { type Device, bands } from '../record/device.ts';
import { countFindings, type Finding, selectFindings } from '../record/finding.ts';
import type { AccessPointRecord, RouterRecord } from '../record/network.ts';
import type { PersonRecord } from '../record/person.ts';
import type { NetworkView } from './network-view.ts';

export const online = 'online';
export const offline = 'offline';

/** `offline` in the will, and at a clean stop. */
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

/** Home Assistant keeps the list as attributes, of which it records at most 16 KiB. */
const MOST_FINDINGS = 20;
const MOST_FINDING_BYTES = 2048;

/** Counts of all findings, and the worst of them as far as they fit. */
export function findingsState(all: readonly Finding[]) {
  const { problem, warning, info } = countFindings(all);
  const findings: Pick<Finding, 'finding_id' | 'kind' | 'severity' | 'subject' | 'title'>[] = [];
  const state = { problem, warning, info, findings };
  for (const { finding_id, kind, severity, subject, title } of selectFindings(all).slice(0, MOST_FINDINGS)) {
    findings.push({ finding_id, kind, severity, subject, title });
    if (Buffer.byteLength(JSON.stringify(state)) <= MOST_FINDING_BYTES) continue;
    findings.pop();
    break;
  }
  return state;
}

export function routerState(record: RouterRecord, view: NetworkView) {
  const { router, identity, board_name, version, latest_version } = record;
  return {
    identity,
    board_name,
    version,
    latest_version,
    booted_at: view.bootedAt.get(`router/${router}`) ?? null,
    connected: view.counts.onRouter(router)?.length ?? null,
  };
}

export function accessPointState(record: AccessPointRecord, view: NetworkView) {
  const { access_point_id: id, name, router } = record;
  const here = view.counts.onAccessPoint(id);
  const radios = view.radios.get(id) ?? [];
  // a band or network without a record of its own is known by the devices on it
  const seen = here ?? view.counts.certainOn(id);
  const bandsHere = new Set([...radios, ...seen].map(({ band }) => band));
  const ssidsHere = [...new Set([...radios, ...seen].flatMap(({ ssid }) => ssid ?? []))].sort();
  const countWhere = (is: (device: Device) => boolean) => here?.filter(is).length ?? null;
  return {
    name,
    router,
    connected: here?.length ?? null,
    bands: Object.fromEntries(
      bands
        .filter((band) => bandsHere.has(band))
        .map((band) => [band, countWhere((device) => device.band === band)]),
    ),
    ssids: Object.fromEntries(ssidsHere.map((ssid) => [ssid, countWhere((device) => device.ssid === ssid)])),
    booted_at: view.bootedAt.get(`ap/${id}`) ?? null,
  };
}

export function ssidState(ssid: string, { counts }: NetworkView) {
  const here = counts.onSsid(ssid);
  return {
    ssid,
    connected: here?.length ?? null,
    known: here?.filter(({ known }) => known).length ?? null,
  };
}

/** Fields that change rarely: each change is a new row in Home Assistant's recorder. */
export function clientState(device: Device) {
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
    guest: device.guest,
    mac_randomized: device.mac_randomized,
    vendor: device.vendor,
    presence_since_at: device.presence_since_at,
    connected_since_at: device.connected_since_at,
    // the names Home Assistant's own router trackers use; its DHCP discovery reads them
    ip: device.ip_address,
    mac: device.mac_address,
  };
}

export function clientSignal({ signal_dbm, tx_rate_bps, rx_rate_bps, last_seen_at }: Device) {
  return { signal_dbm, tx_rate_bps, rx_rate_bps, last_seen_at };
}

export function clientActivity({ last_seen_at, tx_bytes, rx_bytes }: Device) {
  return { last_seen_at, tx_bytes, rx_bytes };
}

/** Of a router: load of its processor, memory in use, temperature. */
export function routerResources(record: RouterRecord) {
  const {
    cpu_load_percent,
    memory_total_bytes: total,
    memory_free_bytes: free,
    temperature_celsius,
  } = record;
  const used = total === null || free === null || total <= 0 ? null : Math.round((1 - free / total) * 100);
  return { cpu_load_percent, memory_used_percent: used, temperature_celsius };
}

export function personState({ presence, zones, devices }: PersonRecord, view: NetworkView) {
  const last = devices.flatMap((id) => view.snapshot.devices.get(id)?.zone ?? []);
  return {
    presence,
    ...inZones(presence, presence === 'unknown' ? [...new Set(last)].sort() : zones),
    devices,
  };
}

/**
 * While presence is unknown the last zones are repeated, so that a tracker does not pass through not_home on its way to unavailable.
 * Without a last zone the key is left out: Home Assistant takes an empty `in_zones` for not_home, and ignores a missing one.
 */
function inZones(presence: Device['presence'], zones: readonly string[]): { in_zones?: string[] } {
  if (presence === 'away') return { in_zones: [] };
  return zones.length === 0 ? {} : { in_zones: zones.map((zone) => `zone.${zone}`) };
}
