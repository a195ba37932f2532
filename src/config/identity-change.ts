/** Entries of the file that become another device or person, although they seem to be the same: Home Assistant would get new entities. */
import { configuredId } from '../parse/mac.ts';
import type { Config, DeviceConfig } from './config.ts';
import { quote } from './problem.ts';

type People = Config['people'];

/** A sentence per entry: what will be removed, and which line prevents it. */
export function identityChanges(
  before: Pick<Config, 'devices' | 'people'>,
  after: Pick<Config, 'devices' | 'people'>,
): string[] {
  const devices = pairs(before.devices, after.devices, configuredId, isSameDevice).map(
    ([old, next]) =>
      `The device ${quote(next.name ?? next.macs[0]!)} gets the id ${configuredId(next)} instead of ${configuredId(old)}. In an hour the entities of ${configuredId(old)} are removed from Home Assistant. Write "id: ${configuredId(old)}" into its entry to keep them.`,
  );
  const people = pairs(before.people, after.people, ({ id }) => id, isSamePerson).map(
    ([old, next]) =>
      `The person ${quote(next.name)} gets the id ${next.id} instead of ${old.id}. In an hour the entities of ${old.id} are removed from Home Assistant. Write "id: ${old.id}" into the entry to keep them.`,
  );
  return [...devices, ...people];
}

/** Each entry whose id is gone, with the new entry that is the same thing. */
function pairs<T>(
  before: readonly T[],
  after: readonly T[],
  idOfEntry: (entry: T) => string,
  isSame: (a: T, b: T) => boolean,
): [old: T, next: T][] {
  const [oldIds, newIds] = [new Set(before.map(idOfEntry)), new Set(after.map(idOfEntry))];
  const added = after.filter((entry) => !oldIds.has(idOfEntry(entry)));
  return before
    .filter((entry) => !newIds.has(idOfEntry(entry)))
    .flatMap((old) => {
      const next = added.find((entry) => isSame(old, entry));
      return next === undefined ? [] : [[old, next] as [T, T]];
    });
}

function isSameDevice(a: DeviceConfig, b: DeviceConfig): boolean {
  return a.macs.some((mac) => b.macs.includes(mac)) || (a.name !== null && a.name === b.name);
}

function isSamePerson(a: People[number], b: People[number]): boolean {
  return a.devices.some((mac) => b.devices.includes(mac));
}
