/** What the operator decides about presence. */
import { type Mac, toId } from '../parse/mac.ts';

export interface Settings {
  pollIntervalMs: number;
  awayDelayMs: number;
  /** 0 = never. */
  unknownAfterMs: number;
  /** Strangers; never, unless given. */
  forgetAfterMs?: number;
  routers: readonly { id: string; zone: string }[];
  devices: readonly ConfiguredDevice[];
  accessPoints: readonly { id: string; name: string | null; awayDelayMs: number | null }[];
  people?: readonly ConfiguredPerson[];
}

export interface ConfiguredPerson {
  name: string;
  devices: readonly Mac[];
}

export interface ConfiguredDevice {
  /** All the addresses it may show, the first of which gives it its id. */
  macs: readonly Mac[];
  name: string | null;
  awayDelayMs: number | null;
}

export function zoneOf(settings: Settings, router: string): string {
  return settings.routers.find(({ id }) => id === router)?.zone ?? 'home';
}

/** The same, for who asks often. */
export function zonesOf(settings: Settings): (router: string) => string {
  const zones = new Map(settings.routers.map(({ id, zone }) => [id, zone]));
  return (router) => zones.get(router) ?? 'home';
}

/** Who a MAC belongs to: all the addresses of a configured device are one device. */
export interface Identity {
  idOf: (mac: Mac) => string;
  configured: (deviceId: string) => ConfiguredDevice | null;
  /** Every MAC of a device, the given one for a device that is not configured. */
  macsOf: (deviceId: string, mac: Mac) => readonly Mac[];
}

export function createIdentity(devices: readonly ConfiguredDevice[]): Identity {
  const ids = new Map<Mac, string>();
  const byId = new Map<string, ConfiguredDevice>();
  for (const device of devices) {
    const id = toId(device.macs[0]!);
    byId.set(id, device);
    for (const mac of device.macs) ids.set(mac, id);
  }
  return {
    idOf: (mac) => ids.get(mac) ?? toId(mac),
    configured: (deviceId) => byId.get(deviceId) ?? null,
    macsOf: (deviceId, mac) => byId.get(deviceId)?.macs ?? [mac],
  };
}

/** A moment on both clocks: `at` is wall time (epoch ms), which may jump; spans are measured on the monotonic one. */
export interface Instant {
  at: number;
  monotonicMs: number;
}
