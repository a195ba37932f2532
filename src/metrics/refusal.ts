/** Devices that an access point did not let join: counted by access point and class, and for devices with series of their own by device too. */
import { reasonClasses } from '../record/reason-class.ts';
import type { Refusal } from '../telemetry/counters.ts';
import type { Family, MetricSample, RefusalCounts, Scrape } from './family.ts';
import { MAX_PLACES } from './place.ts';

/** Devices × access points × classes that are counted; refusals beyond are in the counts of access points only. */
export const MAX_DEVICE_COUNTS = 5000;

/** Classes that a device can be refused for. */
const CLASSES = reasonClasses.filter((each) =>
  ['wrong_key', 'access_list', 'handshake', 'weak_signal', 'other'].includes(each),
);

export interface RefusalTally extends RefusalCounts {
  add: (refusal: Refusal, isRemembered: boolean) => void;
}

const keyOf = (...parts: (string | null)[]) => parts.map((part) => part ?? '').join(' ');

export function createRefusalTally(): RefusalTally {
  const [places, devices] = [new Map<string, number>(), new Map<string, number>()];
  const count = (counts: Map<string, number>, key: string, most: number) => {
    const known = counts.get(key);
    if (known !== undefined || counts.size < most) counts.set(key, (known ?? 0) + 1);
  };
  return {
    places,
    devices,
    add: ({ device_id, to, reason_class }, isRemembered) => {
      const place = to?.access_point_id ?? null;
      count(places, keyOf(place, reason_class), MAX_PLACES * reasonClasses.length);
      // a stranger that never joins has no record, and may change its address each time
      if (isRemembered) count(devices, keyOf(device_id, place, reason_class), MAX_DEVICE_COUNTS);
    },
  };
}

export const refusalFamilies: readonly Family[] = [
  {
    name: 'refusals_total',
    help: 'Attempts to join that an access point refused, by class of the reason; without access_point_id those of an unknown one. Known from log lines.',
    type: 'counter',
    labelNames: ['access_point_id', 'reason_class'],
    read: ({ snapshot, refusals }) => {
      // a series begins at 0, or its first increase would not show
      const counts = new Map<string, number>();
      for (const { access_point_id: id } of (snapshot?.accessPoints ?? []).slice(0, MAX_PLACES))
        for (const reason_class of CLASSES) counts.set(keyOf(id, reason_class), 0);
      for (const [key, value] of refusals.places) counts.set(key, value);
      return [...counts].map(([key, value]): MetricSample => {
        const [access_point_id = '', reason_class = ''] = key.split(' ');
        return { labels: { access_point_id, reason_class }, value };
      });
    },
  },
  {
    name: 'device_refusals_total',
    help: 'Attempts of a device to join that an access point refused, by class of the reason; only devices with series of their own.',
    type: 'counter',
    labelNames: ['device_id', 'access_point_id', 'reason_class'],
    read: deviceRefusals,
  },
];

function* deviceRefusals({ devices, refusals }: Scrape): Iterable<MetricSample> {
  const shown = new Set(devices.map(({ device_id }) => device_id));
  for (const [key, value] of refusals.devices) {
    const [device_id = '', access_point_id = '', reason_class = ''] = key.split(' ');
    if (shown.has(device_id)) yield { labels: { device_id, access_point_id, reason_class }, value };
  }
}
