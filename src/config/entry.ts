/** The entries of the file to those of the configuration, and the rules between them. A refused value breaks no further rule. */
import type {
  AccessPointConfig,
  DeviceConfig,
  FindingsConfig,
  HomeAssistantAction,
  HomeAssistantConfig,
  PersonConfig,
} from './config.ts';
import type { ConfigFile, Item } from './file.ts';
import { toAllowed } from './allowed-entry.ts';
import { toKeys } from './key-entry.ts';
import { personIds } from './person-id.ts';
import { type Note, oneOf, quote } from './problem.ts';
import {
  type Draft,
  listedRouters,
  settingName,
  or,
  type Surroundings,
  toRouterConfig,
} from './router-entry.ts';
import { type Mac, parseMac, toId } from '../parse/mac.ts';
import { nearest } from '../parse/nearest.ts';

type IgnoredItem = NonNullable<NonNullable<ConfigFile['findings']>['ignore']>[number];
export type Entries = ReturnType<typeof toEntries>;

export function toEntries(file: ConfigFile, surroundings: Surroundings) {
  const { values, note, warn } = surroundings;
  const listed = listedRouters(file, values.ROUTEROS_URL, note);
  const routers = listed.map((entry, index) => toRouterConfig(entry, index, surroundings));
  const routerIds = routers.flatMap(({ id }) => id ?? []);
  const devices = (file.devices ?? []).map((entry) => toDevice(entry, note));
  const accessPoints = (file.access_points ?? []).map((entry) => toAccessPoint(entry, routerIds, note));
  const ids = personIds(file.people ?? []);
  const people = (file.people ?? []).map((entry, index) => toPerson(entry, ids[index], devices, note));

  noteRepeated(note, listed, (_, index) => [routers[index]?.id], 'id');
  noteRepeated(note, listed, ({ url }) => [url], 'url');
  noteRepeated(note, file.devices, (_, index) => addressesOf(devices[index]));
  warnOfSharedNames(file.devices ?? [], warn);
  noteRepeated(note, file.access_points, (_, index) => [accessPoints[index]?.id], 'id');
  noteRepeated(note, file.people, ({ name }) => [name && name.toLowerCase()], 'name');
  noteRepeated(note, file.people, ({ id }) => [id], 'id');
  return {
    routers,
    devices,
    accessPoints,
    people,
    homeassistant: toHomeAssistant(file.homeassistant, devices, surroundings),
    guestSsids: file.guest_ssids ?? [],
    findings: { ignore: (file.findings?.ignore ?? []).map((entry) => toIgnored(entry, note)) },
    keys: toKeys(file.keys, surroundings),
  };
}

function toDevice(entry: Item<'devices'>, note: Note): Draft<DeviceConfig> {
  const { at, mac, macs } = entry;
  if (mac === null && macs === null)
    note(at, 'The device has no MAC address. Write mac, or macs with a list.');
  if (mac !== null && macs !== null) note(at, 'mac and macs are both set. Write all addresses under macs.');
  if (macs?.length === 0) note(`${at}.macs`, 'The list is empty. Write at least one MAC address.');
  return {
    id: entry.id,
    macs: mac == null ? (macs ?? undefined) : [mac],
    name: entry.name,
    awayDelayMs: entry.away_delay,
    track: entry.track,
  };
}

function toIgnored({ at, kind, subject }: IgnoredItem, note: Note): Draft<FindingsConfig['ignore'][number]> {
  if (kind === null) note(`${at}.kind`, 'It is not set. Write the kind of finding, such as weak_coverage.');
  if (subject === null)
    note(`${at}.subject`, 'It is not set. Write the id or the name of what the finding is about.');
  return { kind: kind ?? undefined, subject: subject ?? undefined };
}

/** The addresses that are this device, the one its id is made of included. */
function addressesOf(device: Draft<DeviceConfig> | undefined): Mac[] {
  const own = device?.id == null ? null : parseMac(device.id);
  const listed = device?.macs ?? [];
  return own === null || listed.includes(own) ? [...listed] : [...listed, own];
}

function toAccessPoint(
  entry: Item<'access_points'>,
  routerIds: readonly string[],
  note: Note,
): Draft<AccessPointConfig> {
  return { id: accessPointId(), name: entry.name, area: entry.area, awayDelayMs: entry.away_delay };

  function accessPointId(): string | undefined {
    if (entry.id === undefined) return undefined;
    const mac = parseMac(entry.id);
    if (mac !== null) return toId(mac);
    if (entry.id !== null && routerIds.includes(entry.id)) return entry.id;
    const what =
      entry.id === null
        ? 'It is not set.'
        : `${quote(entry.id)} is neither a MAC address nor the id of a router.`;
    return note(
      `${entry.at}.id`,
      `${what} Write the base MAC of the access point or, for the radios of a router, its id: ${oneOf(routerIds)}.`,
    );
  }
}

function toHomeAssistant(
  entry: ConfigFile['homeassistant'],
  devices: readonly Draft<DeviceConfig>[],
  surroundings: Surroundings,
): Draft<Omit<HomeAssistantConfig, 'actions'>> & { actions?: Draft<HomeAssistantAction>[] } {
  const { discover = null, tracker_state_topic: topic = null, mac_connections: macs = null } = entry ?? {};
  return {
    discover: or(discover, 'known'),
    trackerStateTopic: or(topic, true),
    macConnections: or(macs, 'known'),
    ...toAllowed(
      entry?.actions ?? [],
      (text, at) => findDevice(text, at, devices, surroundings.note),
      surroundings,
    ),
  };
}

function toPerson(
  entry: Item<'people'>,
  id: string | undefined,
  devices: readonly Draft<DeviceConfig>[],
  note: Note,
): Draft<PersonConfig> {
  if (entry.name !== undefined && !/[\p{L}\p{N}]/u.test(entry.name?.normalize('NFKD') ?? ''))
    note(`${entry.at}.name`, 'The person has no name. Write one with at least one letter or digit.');
  if (entry.devices === null || entry.devices?.length === 0)
    note(
      `${entry.at}.devices`,
      'The person has no device. List names of configured devices, or MAC addresses.',
    );
  const owned = entry.devices?.flatMap(
    (text, index) => findDevice(text, `${entry.at}.devices[${index}]`, devices, note) ?? [],
  );
  return { id, name: entry.name ?? undefined, devices: owned && [...new Set(owned)] };
}

/** The first MAC of a configured device, by its name or any of its MACs; any other MAC as it is. */
function findDevice(
  text: string,
  at: string,
  devices: readonly Draft<DeviceConfig>[],
  note: Note,
): Mac | undefined {
  const named = devices.filter((device) => device.name === text);
  if (named.length > 1) note(at, `Several devices have the name ${quote(text)}. Write the MAC address.`);
  if (named.length > 0) return named[0]?.macs?.[0];
  const mac = parseMac(text);
  if (mac !== null) return devices.find(({ macs }) => macs?.includes(mac))?.macs?.[0] ?? mac;
  const names = devices.flatMap(({ name }) => name ?? []);
  const meant = nearest(text, names);
  const remedy =
    meant === null
      ? 'Write the name of a device under devices, or a MAC address.'
      : `Did you mean ${quote(meant)}?`;
  return note(at, `No device has the name ${quote(text)}. ${remedy}`);
}

/** Allowed, but a name then finds neither of the two. */
function warnOfSharedNames(entries: readonly Item<'devices'>[], warn: Note): void {
  const first = new Map<string, string>();
  for (const { at, name } of entries) {
    if (name == null) continue;
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, at);
    else warn(`${at}.name`, `${quote(name)} is also the name at ${earlier}. Give each device its own name.`);
  }
}

// Notes each entry that repeats a value of an earlier one, or of itself; `key`: the key of the value.
function noteRepeated<E extends { at: string }>(
  note: Note,
  entries: readonly E[] | null | undefined,
  valuesOf: (entry: E, index: number) => readonly (string | null | undefined)[] | undefined,
  key?: string,
): void {
  const first = new Map<string, string>();
  for (const [index, entry] of (entries ?? []).entries()) {
    const name = key === undefined ? entry.at : settingName(entry, key);
    for (const value of valuesOf(entry, index) ?? []) {
      if (value == null) continue;
      const earlier = first.get(value);
      if (earlier === undefined) first.set(value, name);
      else note(name, `${quote(value)} is already used at ${earlier}. Change or remove one of them.`);
    }
  }
}
