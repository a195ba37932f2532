/** The house, arranged for the questions that kinds ask of it. */
import { dialects } from '../parse/dialect.ts';
import type { Device } from '../record/device.ts';
import type { AccessPointRecord, WifiInterfaceRecord } from '../record/network.ts';
import { type DevicePast, toDevicePast } from './device-past.ts';
import type { House } from './house.ts';
import { addDevice, emptyTally, type Tally } from './tally.ts';

export interface Survey extends House {
  device: (deviceId: string) => DevicePast;
  deviceName: (deviceId: string) => string;
  accessPoint: (id: string) => AccessPointRecord | undefined;
  accessPointName: (id: string) => string;
  /** The access point is there, and offers the network on the band. */
  isOffered: (id: string, ssid: string | null, band: string | null) => boolean;
  /** Devices in a registration table now, by access point. */
  connected: ReadonlyMap<string, readonly Device[]>;
  tally: Tally;
}

/** Yields after each device. */
export function* surveyInSlices(house: House): Generator<undefined, Survey> {
  const { devices, accessPoints, interfaces } = house.snapshot;
  const pasts = new Map<string, DevicePast>();
  const tally = emptyTally();
  const steered = new Set(
    interfaces.filter(({ source }) => dialects[source].steers).map(({ access_point_id: id }) => id),
  );
  const known = { at: house.at, canAsk: (id: string) => steered.has(id) };
  for (const [deviceId, stays] of house.past?.stays ?? []) {
    const past = toDevicePast(stays, house.at);
    pasts.set(deviceId, past);
    addDevice(tally, deviceId, past, known);
    yield;
  }
  const boxes = new Map(accessPoints.map((record) => [record.access_point_id, record]));
  const key = (id: string, ssid: string | null, band: string | null) => `${id}\n${ssid}\n${band}`;
  const offers = new Map<string, WifiInterfaceRecord>();
  for (const record of interfaces) {
    if (record.access_point_id === null || record.disabled === true) continue;
    offers.set(key(record.access_point_id, record.ssid, record.band), record);
  }
  const connected = new Map<string, Device[]>();
  for (const device of devices.values()) {
    if (device.connected !== true || device.access_point_id === null) continue;
    const own = connected.get(device.access_point_id);
    if (own === undefined) connected.set(device.access_point_id, [device]);
    else own.push(device);
  }
  const none = toDevicePast([], house.at);
  return {
    ...house,
    device: (deviceId) => pasts.get(deviceId) ?? none,
    deviceName: (deviceId) => devices.get(deviceId)?.name ?? deviceId,
    accessPoint: (id) => boxes.get(id),
    accessPointName: (id) => boxes.get(id)?.name ?? id,
    isOffered: (id, ssid, band) =>
      boxes.has(id) && boxes.get(id)!.reachable !== false && offers.has(key(id, ssid, band)),
    connected,
    tally,
  };
}
