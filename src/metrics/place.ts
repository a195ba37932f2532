/** Series of access points, routers and people, and the numbers of devices at them. */
import { countsOf } from '../record/count.ts';
import { type Device, presences } from '../record/device.ts';
import type { AccessPointRecord, RouterRecord } from '../record/network.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { type Family, flag, labelsOf, type MetricSample, type Scrape, seconds } from './family.ts';
import { summaryFamilies } from './summary.ts';

/** Access points, or networks of them, beyond so many have no series of their own. */
export const MAX_PLACES = 500;

export const placeFamilies: readonly Family[] = [
  {
    name: 'clients',
    help: 'Devices connected now, by access point, band and SSID; without labels those whose place is unknown or beyond the limit. Absent where a table has not been read for a minute.',
    type: 'gauge',
    labelNames: ['access_point_id', 'access_point', 'band', 'ssid'],
    read: ({ snapshot }) => (snapshot === null ? [] : clientsOf(snapshot)),
  },
  {
    name: 'devices',
    help: 'Devices remembered, by presence and by whether they are known (configured, or marked by the operator).',
    type: 'gauge',
    labelNames: ['presence', 'known'],
    read: ({ snapshot }) => (snapshot === null ? [] : presencesOf(snapshot)),
  },
  {
    name: 'person_home',
    help: 'Whether a person is home (1) or away (0); absent while unknown.',
    type: 'gauge',
    labelNames: ['person'],
    read: ({ snapshot }) =>
      (snapshot?.people ?? []).map(({ name, presence }) => ({
        labels: { person: name },
        value: presence === 'unknown' ? null : flag(presence === 'home'),
      })),
  },
  ...summaryFamilies,
  {
    name: 'access_point_info',
    help: 'Always 1; name, router, board and version of an access point.',
    type: 'gauge',
    labelNames: ['access_point_id', 'access_point', 'router', 'board_name', 'version'],
    read: (scrape) =>
      accessPointsOf(scrape).map(({ access_point_id, name: access_point, router, board_name, version }) => ({
        labels: { access_point_id, access_point, router, board_name, version },
        value: 1,
      })),
  },
  accessPoints(
    'access_point_reachable',
    'Whether an access point is managed and running; absent while its router does not answer.',
    ({ reachable }) => flag(reachable),
  ),
  accessPoints(
    'access_point_clients',
    'Devices on an access point now; absent while a table that lists them has not been read for a minute.',
    ({ client_count }) => client_count,
  ),
  {
    name: 'router_info',
    help: 'Always 1; identity, board, version and architecture of a router.',
    type: 'gauge',
    labelNames: ['router', 'identity', 'board_name', 'version', 'architecture'],
    read: ({ snapshot }) =>
      (snapshot?.routers ?? []).map(({ router, identity, board_name, version, architecture }) => ({
        labels: { router, identity, board_name, version, architecture },
        value: 1,
      })),
  },
  {
    name: 'router_clients',
    help: 'Devices on the interfaces of a router now; absent while a table that lists them has not been read for a minute.',
    type: 'gauge',
    labelNames: ['router'],
    read: ({ snapshot }) =>
      (snapshot?.routers ?? []).map(({ router }) => ({
        labels: { router },
        value: countsOf(snapshot!).onRouter(router)?.length ?? null,
      })),
  },
  routers('router_reachable', 'Whether a router answered the last poll.', ({ reachable }) => flag(reachable)),
  routers(
    'router_cpu_load_ratio',
    'Processor load of a router, from 0 to 1; absent while it does not answer.',
    ({ reachable, cpu_load_percent: percent }) => (reachable && percent !== null ? percent / 100 : null),
  ),
  routers(
    'router_memory_free_bytes',
    'Free memory of a router; absent while it does not answer.',
    ({ reachable, memory_free_bytes }) => (reachable ? memory_free_bytes : null),
  ),
  routers(
    'router_temperature_celsius',
    'Temperature of a router, of its processor or else of its board; absent while it does not answer.',
    ({ reachable, temperature_celsius }) => (reachable ? temperature_celsius : null),
  ),
  routers('router_memory_bytes', 'Total memory of a router.', (router) => router.memory_total_bytes),
  routers('router_boot_timestamp_seconds', 'Unix time at which a router booted.', ({ booted_at }) =>
    seconds(booted_at),
  ),
];

function accessPointsOf({ snapshot }: Scrape): readonly AccessPointRecord[] {
  return (snapshot?.accessPoints ?? []).slice(0, MAX_PLACES);
}

function accessPoints(
  name: string,
  help: string,
  value: (record: AccessPointRecord) => number | null,
): Family {
  return {
    name,
    help,
    type: 'gauge',
    labelNames: ['access_point_id'],
    read: (scrape) =>
      accessPointsOf(scrape).map((record) => ({
        labels: { access_point_id: record.access_point_id },
        value: value(record),
      })),
  };
}

function routers(name: string, help: string, value: (record: RouterRecord) => number | null): Family {
  return {
    name,
    help,
    type: 'gauge',
    labelNames: ['router'],
    read: ({ snapshot }) =>
      (snapshot?.routers ?? []).map((record) => ({
        labels: { router: record.router },
        value: value(record),
      })),
  };
}

/** The key of no labels. */
const NOWHERE = JSON.stringify({});

type Place = Pick<Device, 'access_point_id' | 'access_point' | 'band' | 'ssid'>;

/** An interface without clients counts 0; a place whose count is not known has no series. */
function clientsOf(snapshot: Snapshot): Iterable<MetricSample> {
  const { interfaces } = snapshot;
  const { certain, everywhere, onAccessPoint } = countsOf(snapshot);
  const isCounted = ({ access_point_id: id }: Place) =>
    (id === null ? everywhere : onAccessPoint(id)) !== null;
  const places = new Map<string, { labels: Record<string, string>; value: number }>();
  let elsewhere = 0;
  const add = ({ access_point_id, access_point, band, ssid }: Place, count: number) => {
    const labels = labelsOf({ access_point_id, access_point, band, ssid });
    const key = JSON.stringify(labels);
    const known = places.get(key);
    if (known !== undefined) known.value += count;
    else if (places.size < MAX_PLACES) places.set(key, { labels, value: count });
    else elsewhere += count;
  };
  for (const record of interfaces) if (record.client_count !== null) add(record, 0);
  for (const device of certain) if (isCounted(device)) add(device, 1);
  // the series of unknown places, which has no labels either
  if (elsewhere > 0)
    places.set(NOWHERE, { labels: {}, value: elsewhere + (places.get(NOWHERE)?.value ?? 0) });
  return places.values();
}

function presencesOf({ devices, known }: Snapshot): MetricSample[] {
  const counts = { true: new Map<string, number>(), false: new Map<string, number>() };
  for (const { device_id, presence } of devices.values()) {
    const own = counts[`${known.has(device_id)}`];
    own.set(presence, (own.get(presence) ?? 0) + 1);
  }
  return (['true', 'false'] as const).flatMap((isKnown) =>
    presences.map((presence) => ({
      labels: { presence, known: isKnown },
      value: counts[isKnown].get(presence) ?? 0,
    })),
  );
}
