/** A simulated site as the service knows it after some days: what RouterOS tells, as records and history answers. */
import type { House, OwnRule, Refusal } from '../../src/advise/house.ts';
import { WEAK_LIMIT } from '../../src/advise/constant.ts';
import { type Reading, toStay } from '../../src/history/stay.ts';
import type { RouterPlan } from '../../src/demo/building.ts';
import type { Life, Move } from '../../src/demo/site/life.ts';
import { PAST_STEP_MS, type Past } from '../../src/demo/site/past.ts';
import type { Dweller, Port } from '../../src/demo/site/reception.ts';
import type { AirSettings } from '../../src/demo/site/setting.ts';
import type { Device } from '../../src/record/device.ts';
import type { Session, Stay } from '../../src/record/history.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../../src/record/network.ts';
import { exampleAccessPoint, exampleInterface, exampleRouter } from '../../src/question/example.ts';
import { device } from '../device.ts';

/** What a site does not decide. */
export interface Configured {
  settings: AirSettings;
  defaultPowerDbm: { '2.4': number; '5': number };
  /** By master interface. */
  channels?: ReadonlyMap<string, number>;
  /** By network: what is off. */
  off?: ReadonlyMap<string, { rrm?: boolean; wnm?: boolean; ft?: boolean }>;
  /** By name of the access point. */
  versions?: ReadonlyMap<string, string>;
  /** Names of devices that receive much at a low rate. */
  slow?: ReadonlySet<string>;
  refusals?: readonly Refusal[];
  rules?: readonly OwnRule[];
}

const bandName = { '2.4': '2.4GHz', '5': '5GHz' } as const;
export const accessPointId = (mac: string) => mac.replaceAll(':', '').toLowerCase();
export const deviceId = accessPointId;

export function toHouse(life: Life, past: Past, plans: readonly RouterPlan[], configured: Configured): House {
  const at = past.sinceAt + past.steps * PAST_STEP_MS;
  const routerOf = new Map(
    plans.flatMap((plan, index) =>
      plan.accessPoints.map(({ name }): [string, string] => [name, `router-${index + 1}`]),
    ),
  );
  const idOf = ({ accessPoint }: Port) =>
    accessPoint.isCap ? accessPointId(accessPoint.baseMac) : routerOf.get(accessPoint.name)!;
  const ssidOf = ({ wifi }: Port) => wifi.network;
  const stays = new Map<string, Stay[]>();
  for (const dweller of life.dwellers) {
    const own = sessionsOf(dweller, past, at, { idOf, ssidOf, routerOf });
    if (own.length > 0) stays.set(deviceId(dweller.mac), own);
  }
  const devices = life.dwellers.map((dweller) =>
    toDevice(dweller, at, life, configured, { idOf, ssidOf, routerOf }),
  );
  return {
    at,
    snapshot: {
      devices: new Map(devices.map((record) => [record.device_id, record])),
      interfaces: life.ports.map((port) => toInterface(port, routerOf, idOf(port), configured)),
      accessPoints: toAccessPoints(plans, configured),
      routers: plans.map((plan, index) => toRouter(plan, `router-${index + 1}`)),
    },
    past: { sinceAt: past.sinceAt, stays },
    refusals: configured.refusals ?? null,
    restarts: null,
    rules: configured.rules ?? null,
    updates: null,
  };
}

/** Two pasts of one life, one after the other. */
export function joinPasts(a: Past, b: Past): Past {
  return {
    sinceAt: a.sinceAt,
    steps: a.steps + b.steps,
    moves: [...a.moves, ...b.moves],
    ports: a.ports.map((own, index) => Int16Array.from([...own, ...b.ports[index]!])),
    signalsDbm: a.signalsDbm.map((own, index) => Int8Array.from([...own, ...b.signalsDbm[index]!])),
  };
}

interface Names {
  idOf: (port: Port) => string;
  ssidOf: (port: Port) => string;
  routerOf: ReadonlyMap<string, string>;
}

function sessionsOf(
  { index, mac, port: last, since }: Dweller,
  past: Past,
  at: number,
  names: Names,
): Stay[] {
  const own = past.moves.filter(({ dweller }) => dweller.index === index);
  const ends: { port: Port; fromAt: number; end: Move | null }[] = [];
  for (const [step, move] of own.entries()) {
    if (move.from === null) continue;
    ends.push({ port: move.from, fromAt: own[step - 1]?.at ?? past.sinceAt, end: move });
  }
  if (last !== null) ends.push({ port: last, fromAt: since, end: null });
  return ends.flatMap(({ port, fromAt, end }) => {
    const readings: Reading[] = [];
    const first = Math.ceil((fromAt - past.sinceAt) / PAST_STEP_MS);
    const until = Math.min(past.steps, Math.ceil(((end?.at ?? at) - past.sinceAt) / PAST_STEP_MS));
    for (let step = Math.max(0, first); step < until; step += 1) {
      if (past.ports[index]![step] !== port.index) continue;
      readings.push({ at: past.sinceAt + step * PAST_STEP_MS, dbm: past.signalsDbm[index]![step]! });
    }
    if (end !== null && end.lastDbm !== null) readings.push({ at: end.at, dbm: end.lastDbm });
    const stay = toStay(toSession(mac, port, fromAt, end, at, names), readings, WEAK_LIMIT);
    return stay === null ? [] : [stay];
  });
}

function toSession(
  mac: string,
  port: Port,
  fromAt: number,
  end: Move | null,
  at: number,
  names: Names,
): Session {
  const isGone = end !== null && end.to === null;
  const isSame = end !== null && end.to === end.from;
  return {
    session_id: 1,
    device_id: deviceId(mac),
    router: names.routerOf.get(port.accessPoint.name)!,
    access_point: port.accessPoint.name,
    access_point_id: names.idOf(port),
    interface: port.wifi.name,
    ssid: names.ssidOf(port),
    band: bandName[port.wifi.band],
    from_at: new Date(fromAt).toISOString(),
    to_at: end === null ? null : new Date(end.at).toISOString(),
    duration_seconds: ((end?.at ?? at) - fromAt) / 1000,
    signal_min_dbm: null,
    signal_median_dbm: null,
    signal_max_dbm: null,
    sample_count: 0,
    tx_bytes: null,
    rx_bytes: null,
    ended_by: end === null ? null : isGone ? 'left' : isSame ? 'disconnected' : 'roamed',
    reason: isSame ? 'connection lost' : null,
    reason_class: isSame ? 'inactive' : null,
  };
}

function toDevice(dweller: Dweller, at: number, life: Life, { slow }: Configured, names: Names): Device {
  const { plan, mac, port } = dweller;
  const isSlow = slow?.has(plan.name) === true;
  return device({
    mac_address: mac,
    name: plan.name,
    connected: port !== null,
    router: port === null ? null : names.routerOf.get(port.accessPoint.name)!,
    access_point: port?.accessPoint.name ?? null,
    access_point_id: port === null ? null : names.idOf(port),
    interface: port?.wifi.name ?? null,
    ssid: port === null ? null : names.ssidOf(port),
    band: port === null ? null : bandName[port.wifi.band],
    signal_dbm: port === null ? null : life.signalDbm(dweller, port, at),
    tx_rate_bps: isSlow ? 12_000_000 : plan.habit === 'sleepy' ? 1_000_000 : 200_000_000,
    tx_throughput_bps: isSlow ? 2_000_000 : 40_000,
    wifi_standard: port === null ? null : `802.11${plan.standards[port.wifi.band]!}`,
    idle_seconds: isSlow ? 0 : 20,
  });
}

function toInterface(
  port: Port,
  routerOf: ReadonlyMap<string, string>,
  id: string,
  { settings, defaultPowerDbm, channels, off }: Configured,
): WifiInterfaceRecord {
  const { accessPoint, wifi, radio } = port;
  const isOff = off?.get(wifi.network);
  const mhz = channels?.get(radio) ?? null;
  return {
    ...exampleInterface,
    configuration: null,
    origins: [],
    interface: wifi.name,
    router: routerOf.get(accessPoint.name)!,
    access_point: accessPoint.name,
    access_point_id: id,
    ssid: wifi.network,
    band: bandName[wifi.band],
    channel: mhz === null ? null : wifi.band === '5' ? `${mhz}/ax/Ceee` : `${mhz}/ax`,
    frequency_mhz: mhz,
    bssid: wifi.mac,
    master_interface: wifi.master,
    running: true,
    disabled: false,
    client_count: null,
    tx_power_dbm: settings.powerDbm.get(radio) ?? defaultPowerDbm[wifi.band],
    channel_width: null,
    steering: {
      ...exampleInterface.steering,
      rrm: isOff?.rrm !== true,
      wnm: isOff?.wnm !== true,
      transition_threshold_dbm: settings.transitionThresholdDbm.get(wifi.name) ?? null,
    },
    fast_transition: isOff?.ft !== true,
    comment: null,
    source: accessPoint.dialect,
  };
}

function toAccessPoints(plans: readonly RouterPlan[], { versions }: Configured): AccessPointRecord[] {
  return plans.flatMap((plan, index) =>
    plan.accessPoints.map(({ name, isCap, baseMac, board, version, serial, address, interfaces }) => ({
      ...exampleAccessPoint,
      access_point_id: isCap ? accessPointId(baseMac) : `router-${index + 1}`,
      name,
      router: `router-${index + 1}`,
      board_name: board,
      version: versions?.get(name) ?? version,
      serial_number: serial,
      address,
      reachable: true,
      uptime_seconds: 100_000,
      client_count: 0,
      interfaces: interfaces.map((wifi) => wifi.name),
    })),
  );
}

function toRouter({ identity, board, model, serial, version }: RouterPlan, router: string): RouterRecord {
  return {
    ...exampleRouter,
    latest_version: null,
    router,
    identity,
    board_name: board,
    model,
    serial_number: serial,
    version,
    architecture: 'arm64',
    cpu_count: 4,
    cpu_load_percent: 3,
    memory_total_bytes: 2 ** 30,
    memory_free_bytes: 2 ** 29,
    temperature_celsius: null,
    uptime_seconds: 300_000,
    booted_at: null,
    reachable: true,
  };
}
