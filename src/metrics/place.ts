/** What carries the devices: who is on which access point, and how access points and routers do. */
import { type Device, presences } from '../record/device.ts';
import type { AccessPointRecord, RouterRecord } from '../record/network.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { type Family, flag, labelsOf, type Sample, seconds } from './family.ts';

/** More access points, or more of their networks, have no series of their own. */
export const MAX_PLACES = 500;

export const placeFamilies: readonly Family[] = [
  {
    name: 'clients',
    help: 'Devices connected now, by access point, band and SSID; without labels those in places that are unknown, or too many to tell.',
    type: 'gauge',
    read: ({ snapshot }) => (snapshot === null ? [] : clientsOf(snapshot)),
  },
  {
    name: 'devices',
    help: 'Devices remembered, by presence and by whether they are known (configured, or marked by the operator).',
    type: 'gauge',
    read: ({ snapshot }) => (snapshot === null ? [] : presencesOf(snapshot)),
  },
  {
    name: 'person_home',
    help: 'Whether a person is home (1) or away (0); absent while that is unknown.',
    type: 'gauge',
    read: ({ snapshot }) =>
      (snapshot?.people ?? []).map(({ name, presence }) => ({
        labels: { person: name },
        value: presence === 'unknown' ? null : flag(presence === 'home'),
      })),
  },
  accessPoints('access_point_info', 'Always 1; what an access point is.', (record) => ({
    labels: {
      access_point: record.name,
      router: record.router,
      board_name: record.board_name,
      version: record.version,
    },
    value: 1,
  })),
  accessPoints(
    'access_point_reachable',
    'Whether an access point is managed and runs; absent while its router does not answer.',
    ({ reachable }) => ({ value: flag(reachable) }),
  ),
  accessPoints(
    'access_point_clients',
    'Devices on an access point now; absent while a registration table could not be read.',
    ({ client_count }) => ({ value: client_count }),
  ),
  routers('router_info', 'Always 1; what a router is.', (record) => ({
    labels: {
      identity: record.identity,
      board_name: record.board_name,
      version: record.version,
      architecture: record.architecture,
    },
    value: 1,
  })),
  routers('router_reachable', 'Whether a router answered the last poll.', ({ reachable }) => ({
    value: flag(reachable),
  })),
  routers(
    'router_cpu_load_ratio',
    'Processor load of a router, from 0 to 1; absent while it does not answer.',
    ({ reachable, cpu_load_percent: percent }) => ({
      value: reachable && percent !== null ? percent / 100 : null,
    }),
  ),
  routers(
    'router_memory_free_bytes',
    'Free memory of a router; absent while it does not answer.',
    ({ reachable, memory_free_bytes }) => ({ value: reachable ? memory_free_bytes : null }),
  ),
  routers('router_memory_bytes', 'Memory of a router.', ({ memory_total_bytes }) => ({
    value: memory_total_bytes,
  })),
  routers('router_boot_timestamp_seconds', 'Unix time at which a router booted.', ({ booted_at }) => ({
    value: seconds(booted_at),
  })),
];

function accessPoints(name: string, help: string, sample: (record: AccessPointRecord) => Sample): Family {
  return {
    name,
    help,
    type: 'gauge',
    read: ({ snapshot }) =>
      (snapshot?.accessPoints ?? []).slice(0, MAX_PLACES).map((record) => {
        const { labels, value } = sample(record);
        return { labels: { access_point_id: record.access_point_id, ...labels }, value };
      }),
  };
}

function routers(name: string, help: string, sample: (record: RouterRecord) => Sample): Family {
  return {
    name,
    help,
    type: 'gauge',
    read: ({ snapshot }) =>
      (snapshot?.routers ?? []).map((record) => {
        const { labels, value } = sample(record);
        return { labels: { router: record.router, ...labels }, value };
      }),
  };
}

/** The key of no labels at all. */
const NOWHERE = JSON.stringify({});

type Place = Pick<Device, 'access_point_id' | 'access_point' | 'band' | 'ssid'>;

/** An interface whose table was read and nobody is on counts 0; one whose table was not read counts nothing. */
function clientsOf({ interfaces, devices }: Snapshot): Iterable<Sample> {
  const places = new Map<string, { labels: Record<string, string>; value: number }>();
  let elsewhere = 0;
  const add = ({ access_point_id, access_point, band, ssid }: Place, count: number) => {
    // as they are told: two names that become one are one place
    const labels = labelsOf({ access_point_id, access_point, band, ssid });
    const key = JSON.stringify(labels);
    const known = places.get(key);
    if (known !== undefined) known.value += count;
    else if (places.size < MAX_PLACES) places.set(key, { labels, value: count });
    else elsewhere += count;
  };
  for (const record of interfaces) if (record.client_count !== null) add(record, 0);
  for (const device of devices.values()) if (device.connected === true) add(device, 1);
  // an unknown place has no labels either
  if (elsewhere > 0)
    places.set(NOWHERE, { labels: {}, value: elsewhere + (places.get(NOWHERE)?.value ?? 0) });
  return places.values();
}

function presencesOf({ devices, known }: Snapshot): Sample[] {
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
