/** A person is home when any of their devices is, away when all are, else unknown. */
import { z } from 'zod';
import type { Identity } from '../presence/identity.ts';
import type { ConfiguredPerson } from '../presence/settings.ts';
import { type Device, presences } from './device.ts';

export const personSchema = z.strictObject({
  person_id: z.string().describe('Configured id, else made from the name.'),
  name: z.string().describe('Configured name.'),
  presence: z
    .enum(presences)
    .describe('home: a device is home. away: every device is away. unknown: otherwise.'),
  zones: z.array(z.string()).describe('Zones of the devices that are home.'),
  devices: z.array(z.string()).describe('device_id of each device.'),
});

export type PersonRecord = z.infer<typeof personSchema>;

export function toPerson(
  person: ConfiguredPerson,
  identity: Identity,
  devices: ReadonlyMap<string, Device>,
): PersonRecord {
  const ids = [...new Set(person.devices.map((mac) => identity.idOf(mac)))];
  const found = ids.map((id) => devices.get(id));
  const home = found.filter((device) => device?.presence === 'home');
  const isAway = found.length > 0 && found.every((device) => device?.presence === 'away');
  return {
    person_id: person.id,
    name: person.name,
    presence: home.length > 0 ? 'home' : isAway ? 'away' : 'unknown',
    zones: [...new Set(home.map((device) => device?.zone ?? null).filter((zone) => zone !== null))].sort(),
    devices: ids,
  };
}
