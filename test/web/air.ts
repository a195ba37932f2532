/** A house for the WiFi view: findings, roams, and an access point that is full every evening. */
import type { Device } from '../../src/record/device.ts';
import type { EventRecord } from '../../src/record/event.ts';
import type { Finding } from '../../src/record/finding.ts';
import type { History, Span } from '../../src/record/history.ts';
import type { AccessPointRecord, WifiInterfaceRecord } from '../../src/record/network.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { exampleFinding } from '../../src/question/example-finding.ts';
import { exampleAccessPoint, exampleInterface } from '../../src/question/example.ts';
import { device as deviceOf, snapshot as snapshotOf } from '../rest/snapshot.ts';

type Band = '2.4GHz' | '5GHz';

const HOUR_MS = 3_600_000;
const toIso = (at: number) => new Date(at).toISOString();
/** An id that looks like one, steady for a name. */
export const idOf = (place: string) =>
  `48a98a${Buffer.from(place).toString('hex').padEnd(6, '0').slice(0, 6)}`;

/** Name, MHz on 2.4 and 5 GHz; null where nobody tells. */
export const places: readonly (readonly [string, number | null, number | null])[] = [
  ['Attic', 2412, 5180],
  ['Barn', 2412, null],
  ['Garden House', 2437, 5180],
  ['Hallway', 2422, 5260],
  ['Kitchen', 2462, 5500],
  ['Workshop', null, null],
];

export function accessPoints(): AccessPointRecord[] {
  return places.map(([name]) => ({
    ...exampleAccessPoint,
    access_point_id: idOf(name),
    name,
    reachable: name !== 'Barn',
    interfaces: [`${name} 2`, `${name} 5`],
  }));
}

export function interfaces(): WifiInterfaceRecord[] {
  return places.flatMap(([name, low, high]) =>
    (
      [
        ['2.4GHz', low, 2],
        ['5GHz', high, 5],
      ] as const
    )
      .filter(([band]) => name !== 'Barn' || band === '2.4GHz')
      .map(([band, mhz, digit]) => ({
        ...exampleInterface,
        interface: `${name} ${digit}`,
        access_point: name,
        access_point_id: idOf(name),
        band,
        channel: mhz === null ? null : `${mhz}/ax`,
        frequency_mhz: mhz,
      })),
  );
}

/** `[name, place, band, dBm]` of each. */
const people: readonly (readonly [string, string, Band, number])[] = [
  ['Wall panel', 'Hallway', '5GHz', -77],
  ["Ben's laptop", 'Garden House', '5GHz', -81],
  ["Anna's phone", 'Kitchen', '5GHz', -53],
  ['Grandma’s tablet', 'Attic', '2.4GHz', -74],
  ['Doorbell', 'Hallway', '2.4GHz', -46],
  ['Hall lamp', 'Hallway', '2.4GHz', -42],
  ['Thermostat', 'Hallway', '2.4GHz', -66],
  ['Porch light', 'Hallway', '2.4GHz', -70],
  ['Printer', 'Hallway', '2.4GHz', -56],
  ['Game console', 'Hallway', '5GHz', -62],
  ['Living room TV', 'Hallway', '5GHz', -58],
  ['Vacuum', 'Kitchen', '2.4GHz', -57],
  ['Kitchen speaker', 'Kitchen', '5GHz', -47],
  ['iPad', 'Kitchen', '5GHz', -46],
  ['MacBook-Pro', 'Kitchen', '5GHz', -63],
  ['Reading lamp', 'Attic', '2.4GHz', -54],
  ['LGwebOSTV', 'Attic', '5GHz', -54],
  ['Garden camera', 'Garden House', '2.4GHz', -44],
  ['Freezer plug', 'Garden House', '2.4GHz', -71],
  ['Mower', 'Garden House', '2.4GHz', -84],
  ['3D printer', 'Workshop', '2.4GHz', -53],
  ['Table saw plug', 'Workshop', '2.4GHz', -43],
  ['Workshop tablet', 'Workshop', '5GHz', -56],
];

const macOf = (index: number) => `3C:22:FB:00:00:${index.toString(16).padStart(2, '0').toUpperCase()}`;
export const deviceIdOf = (name: string) =>
  macOf(people.findIndex(([own]) => own === name))
    .replaceAll(':', '')
    .toLowerCase();

export function devices(names: Readonly<Record<string, string>> = {}): Device[] {
  const talksSlowly = ['Garden camera', 'Freezer plug', 'Mower'];
  return people.map(([name, place, band, signal_dbm], index) => ({
    ...deviceOf({
      mac_address: macOf(index),
      name: names[name] ?? name,
      access_point: place,
      access_point_id: idOf(place),
      interface: `${place} ${band === '5GHz' ? 5 : 2}`,
      ssid: 'home',
      band,
      signal_dbm,
      channel: null,
      frequency_mhz: null,
      tx_throughput_bps: talksSlowly.includes(name) ? 400_000 : 0,
      tx_rate_bps: talksSlowly.includes(name) ? 11_000_000 : 144_000_000,
    }),
  }));
}

export function snapshot(names: Readonly<Record<string, string>> = {}, at = Date.now()): Snapshot {
  return snapshotOf(devices(names), {
    meta: { taken_at: toIso(at), complete: true, warnings: [] },
    takenAt: at,
    accessPoints: accessPoints(),
    interfaces: interfaces(),
  });
}

/** One of each severity, worst last; the worst is about a device of this name. */
export function findings(name: string): Finding[] {
  const title = exampleFinding.title.replace('Kitchen tablet', name);
  const subject = { type: 'device', id: deviceIdOf('Wall panel'), name } as const;
  return [
    { ...exampleFinding, finding_id: 'a', severity: 'info', title: 'iot has no 802.11r', commands: [] },
    exampleFinding,
    { ...exampleFinding, finding_id: 'b', severity: 'problem', subject, title },
    { ...exampleFinding, finding_id: 'c', title: 'ignored', ignored: true },
  ];
}

/** No sessions; a day of counts for each access point but the barn. */
export function history(): History {
  const range = ({ sinceAt, untilAt }: Span) => ({ since_at: toIso(sinceAt), until_at: toIso(untilAt) });
  return {
    deviceHistory: (id, span, resolution) =>
      Promise.resolve({
        device_id: id,
        ...range(span),
        resolution: resolution ?? '5m',
        segments: [],
        refusals: [],
      }),
    sessions: (_, span, { limit }) =>
      Promise.resolve({ sessions: [], ...range(span), limit, has_more: false }),
    accessPointHistory: (id, span, resolution) => {
      const slots = id === idOf('Barn') ? [] : Array.from({ length: 288 }, (_, index) => index);
      const buckets = slots
        .filter((slot) => id !== idOf('Attic') || slot < 90 || slot > 120)
        .map((slot) => ({
          at: toIso(span.sinceAt + slot * 300_000),
          client_count_max: Math.round(
            4 + 3 * Math.sin(slot / 40 + id.charCodeAt(9)) + (slot % 7 === 0 ? 1 : 0),
          ),
          client_count_mean: 4,
          signal_min_dbm: -80,
          signal_median_dbm: -60,
          signal_max_dbm: -45,
        }));
      return Promise.resolve({
        access_point_id: id,
        ...range(span),
        resolution: resolution ?? '5m',
        buckets,
        refusals: [],
      });
    },
  };
}

export function spot(place: string, band: Band = '5GHz'): NonNullable<EventRecord['from']> {
  return {
    access_point: place,
    access_point_id: idOf(place),
    interface: `${place} ${band === '5GHz' ? 5 : 2}`,
    ssid: 'home',
    band,
    signal_dbm: -66,
  };
}

/** Oldest first. */
export function roams(now: number): Partial<EventRecord>[] {
  const ways = [
    'Kitchen Attic 12',
    'Attic Kitchen 11',
    'Kitchen Hallway 31',
    'Hallway Kitchen 29',
    'Hallway Garden_House 6',
    'Garden_House Hallway 5',
    'Kitchen Workshop 2',
    'Workshop Kitchen 2',
    'Hallway Hallway 9',
  ];
  const walked = ways.flatMap((way, index) => {
    const [from, to, count] = way.split(' ').map((word) => word.replace('_', ' '));
    return Array.from({ length: Number(count) }, (_, time) => ({
      at: toIso(now - (2 + time * 4 + index * 0.3) * HOUR_MS),
      name: 'iPad',
      device_id: deviceIdOf('iPad'),
      from: spot(from!, '2.4GHz'),
      to: spot(to!),
    }));
  });
  const restless = Array.from({ length: 7 }, (_, time) => ({
    at: toIso(now - 90 * 60_000 + time * 7 * 60_000),
    name: "Anna's phone",
    device_id: deviceIdOf("Anna's phone"),
    from: spot(time % 2 === 0 ? 'Kitchen' : 'Hallway'),
    to: spot(time % 2 === 0 ? 'Hallway' : 'Kitchen'),
  }));
  return [...walked, ...restless]
    .map((event) => ({ ...event, event_type: 'roamed' as const }))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}
