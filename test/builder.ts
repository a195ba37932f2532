/** Small pieces of a router's world, of which a test states only what matters to it. */
import type { ArpEntry, Lease } from '../src/parse/address.ts';
import { type Menu, menuPaths, menus, parseRows } from '../src/parse/menu.ts';
import type { Reading } from '../src/parse/reading.ts';
import type { Row } from '../src/parse/row.ts';
import type { PresenceEvent } from '../src/presence/event.ts';
import type { Settings } from '../src/presence/settings.ts';
import type { Device } from '../src/record/device.ts';
import type { Snapshot } from '../src/record/snapshot.ts';
import { type Taken, takeSnapshot } from '../src/world/snapshot.ts';
import { step } from '../src/world/step.ts';
import { newWorld, type World } from '../src/world/world.ts';
import { type ReadingOptions, readingOf } from './capture.ts';

/** Where every test's clock begins, on both clocks. */
export const START = Date.UTC(2026, 10, 20, 8);

/** The nth device: "02:00:00:00:00:07". */
export function macOf(n: number): string {
  return `02:00:00:00:00:${n.toString(16).toUpperCase().padStart(2, '0')}`;
}

export function idOf(mac: string): string {
  return mac.replaceAll(':', '').toLowerCase();
}

export function settingsOf(changed: Partial<Settings> = {}): Settings {
  return {
    pollIntervalMs: 10_000,
    awayDelayMs: 180_000,
    unknownAfterMs: 900_000,
    routers: [{ id: 'router', zone: 'home' }],
    devices: [],
    accessPoints: [],
    ...changed,
  };
}

export function leaseOf(changed: Partial<Lease> = {}): Lease {
  return {
    macAddress: macOf(1),
    address: '192.168.88.10',
    server: 'dhcp1',
    status: 'bound',
    dynamic: true,
    disabled: false,
    hostName: null,
    comment: null,
    expiresInMs: 600_000,
    lastSeenMs: 1000,
    ...changed,
  };
}

export function arpOf(changed: Partial<ArpEntry> = {}): ArpEntry {
  return {
    macAddress: macOf(1),
    address: '192.168.88.10',
    status: 'reachable',
    ...changed,
  };
}

/** One row of a menu, parsed. */
export function parsed<M extends Menu>(path: M, row: Row): ReturnType<(typeof menus)[M]['parse']> {
  return (parseRows(path, [row])[0] ?? null) as ReturnType<(typeof menus)[M]['parse']>;
}

export type Menus = Parameters<typeof readingOf>[0];

/** The menu that shows the clients of the wifi dialect. */
export const REGISTRATIONS = 'interface/wifi/registration-table';

/** The tables without which a poll proves nothing, of a router with two radios of its own. */
export const quiet: Menus = {
  [REGISTRATIONS]: [],
  'interface/wifi': [
    { name: 'wifi1', 'default-name': 'wifi1', 'configuration.ssid': 'home', 'channel.frequency': '5180' },
    { name: 'wifi2', 'default-name': 'wifi2', 'configuration.ssid': 'home', 'channel.frequency': '2437' },
  ],
  'interface/wifi/radio': [],
  'interface/wifi/capsman/remote-cap': [],
  'system/resource': { uptime: '5d', 'board-name': 'hAP ax^3', version: '7.24 (stable)' },
  'system/identity': { name: 'Hall' },
  'ip/dhcp-server/lease': [],
  'ip/arp': [],
};

/** A row of `interface/wifi/registration-table`. */
export function registered(mac: string, changed: Row = {}): Row {
  return {
    'mac-address': mac,
    interface: 'wifi1',
    signal: '-60',
    uptime: '1h',
    'last-activity': '1s',
    ...changed,
  };
}

export interface Told {
  world: World;
  events: PresenceEvent[];
  changed: ReadonlySet<string>;
  taken: Taken | null;
}

export interface Reader {
  read: (seconds: number, menus: Menus, options?: ReadingOptions) => Told;
  tick: (seconds: number) => Told;
  now: () => Told;
}

/** A world that is fed readings at seconds after START; the snapshot follows every step, as in the service. */
export function readerOf(settings: Settings): Reader {
  let told: Told = {
    world: newWorld(settings, { at: START, monotonicMs: 0 }),
    events: [],
    changed: new Set(),
    taken: null,
  };
  const feed = (input: Parameters<typeof step>[1], seconds: number) => {
    const now = { at: START + seconds * 1000, monotonicMs: seconds * 1000 };
    const { world, events, changed } = step(told.world, input, settings, now);
    told = { world, events: [...events], changed, taken: takeSnapshot(world, settings, told.taken, changed) };
    return told;
  };
  return {
    read: (seconds, menus, options = {}) =>
      feed({ type: 'reading', reading: readAt(seconds, menus, options) }, seconds),
    tick: (seconds) => feed({ type: 'tick' }, seconds),
    now: () => told,
  };
}

/** A reading begun that many seconds after START. */
export function readAt(seconds: number, menus: Menus, options: ReadingOptions = {}): Reading {
  const reading = readingOf(menus, { startedAt: START + seconds * 1000, ...options });
  return { ...reading, startedMonotonicMs: seconds * 1000 };
}

export const everyMenu: readonly Menu[] = menuPaths;

export function snapshotOf(told: Told): Snapshot {
  return told.taken!.snapshot;
}

export function deviceOf(told: Told, mac: string): Device {
  return snapshotOf(told).devices.get(idOf(mac))!;
}
