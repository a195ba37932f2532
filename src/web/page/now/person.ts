/** Where a person is: by the devices of the person. */
import type { Device } from '../../../record/device.ts';
import type { PersonRecord } from '../../../record/person.ts';
import { isOlder } from '../device/format.ts';
import { toHash } from '../route.ts';

export interface PersonPlace {
  /** The access point of the device that connected last; null when none is connected. */
  accessPoint: string | null;
  /** Since when the person is home, or away; null when no device says it. */
  since: string | null;
  /** The person was home before the service knew of it. */
  isLonger: boolean;
  hash: string;
}

export function toPersonPlace(person: PersonRecord, devices: ReadonlyMap<string, Device>): PersonPlace {
  const own = person.devices.flatMap((id) => devices.get(id) ?? []);
  const connected = own.filter((device) => device.connected === true);
  const here = connected.toSorted((a, b) => later(a.connected_since_at, b.connected_since_at))[0];
  // home since the first device came, away since the last one left
  const times = own
    .filter(({ presence }) => presence === person.presence)
    .flatMap(({ presence_since_at }) => presence_since_at ?? [])
    .sort();
  const since = (person.presence === 'home' ? times[0] : times.at(-1)) ?? null;
  // a connection that is older than what the service knows
  const joined = connected.flatMap(({ connected_since_at }) => connected_since_at ?? []).sort()[0] ?? null;
  const isLonger = person.presence === 'home' && isOlder(joined, since);
  return {
    accessPoint: here?.access_point ?? null,
    since: isLonger ? joined : since,
    isLonger,
    hash:
      own.length === 1
        ? toHash({ view: 'device', deviceId: own[0]!.device_id })
        : toHash({ view: 'devices' }, { person: person.person_id }),
  };
}

function later(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? 1 : -1;
}
