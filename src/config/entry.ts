/** The file's entries to those of the configuration, and the rules between them. Of what was refused before nothing more is said. */
import type { AccessPointConfig, DeviceConfig, PersonConfig, RouterConfig } from './config.ts';
import type { ConfigFile, Item } from './file.ts';
import { type Note, oneOf, quote } from './problem.ts';
import { type ReadText, readCertificate, readSecret } from './files.ts';
import { password } from './value.ts';
import type { Values } from './variable.ts';
import { type Mac, parseMac, toId } from '../parse/mac.ts';
import { nearest } from '../parse/nearest.ts';

/** An entry in the making: undefined is what was refused or is missing, and has been noted. */
type Draft<T> = { readonly [K in keyof T]: T[K] | undefined };

// Of a router that ROUTEROS_URL names the file says nothing.
const UNLISTED: Item<'routers'> = {
  at: '',
  id: null,
  url: null,
  username: null,
  password: null,
  password_file: null,
  ca_file: null,
  tls_fingerprint: null,
  tls_verify: null,
  timeout: null,
  charset: null,
  zone: null,
};

interface Surroundings {
  values: Values;
  /** The text of ROUTEROS_CA_FILE. */
  everyCa: string | null | undefined;
  /** Relative paths start at the file's folder. */
  read: ReadText;
  note: Note;
  /** For what is allowed, but has to be said at every start. */
  warn: Note;
}

export type Entries = ReturnType<typeof toEntries>;

export function toEntries(file: ConfigFile, surroundings: Surroundings) {
  const { values, note } = surroundings;
  const listed = listedRouters(file, values.ROUTEROS_URL, note);
  const routers = listed.map((entry, index) => toRouter(entry, index, surroundings));
  const routerIds = routers.flatMap(({ id }) => id ?? []);
  const devices = (file.devices ?? []).map((entry) => toDevice(entry, note));
  const accessPoints = (file.access_points ?? []).map((entry) => toAccessPoint(entry, routerIds, note));
  const people = (file.people ?? []).map((entry) => toPerson(entry, devices, note));

  noteRepeated(note, listed, (_, index) => [routers[index]?.id], 'id');
  noteRepeated(note, listed, ({ url }) => [url], 'url');
  noteRepeated(note, file.devices, (_, index) => devices[index]?.macs);
  noteRepeated(note, file.access_points, (_, index) => [accessPoints[index]?.id], 'id');
  noteRepeated(note, file.people, ({ name }) => [name && name.toLowerCase()], 'name');
  return {
    routers,
    devices,
    accessPoints,
    people,
    homeassistant: file.homeassistant,
    guestSsids: file.guest_ssids ?? [],
  };
}

// The file's routers, else those of ROUTEROS_URL, else one of which everything is missing.
function listedRouters({ routers }: ConfigFile, urls: Values['ROUTEROS_URL'], note: Note): Item<'routers'>[] {
  if (routers === undefined) return [];
  if (routers === null || routers.length === 0) return (urls ?? [urls]).map((url) => ({ ...UNLISTED, url }));
  if (urls !== null) note('ROUTEROS_URL', 'The file lists routers as well. Keep one of the two.');
  return routers;
}

// What the entry says, else what the variables say of every router.
function toRouter(entry: Item<'routers'>, index: number, surroundings: Surroundings): Draft<RouterConfig> {
  const { values: every, everyCa, read, note, warn } = surroundings;
  const required = <T>(value: T | null | undefined, key: string, remedy: string): T | undefined =>
    value === null ? note(nameOf(entry, key), `It is not set. ${remedy}`) : value;
  const router = {
    id: or(entry.id, index === 0 ? 'router' : `router-${index + 1}`),
    url: required(entry.url, 'url', 'Write the address of the router, such as https://192.168.88.1.'),
    username: required(or(entry.username, every.ROUTEROS_USERNAME), 'username', WHICH_USER),
    password: required(
      or(passwordOf(entry, read, note), every.ROUTEROS_PASSWORD),
      'password',
      'Write the password of that router user.',
    ),
    ca: or(readCertificate(entry.ca_file, nameOf(entry, 'ca_file'), read, note), everyCa),
    tlsFingerprint: or(entry.tls_fingerprint, every.ROUTEROS_TLS_FINGERPRINT),
    tlsVerify: or(entry.tls_verify, every.ROUTEROS_TLS_VERIFY),
    timeoutMs: or(entry.timeout, every.ROUTEROS_TIMEOUT),
    charset: or(entry.charset, every.ROUTEROS_CHARSET),
    zone: or(entry.zone, 'home'),
  };
  const isPlain = router.url?.startsWith('http:') ?? false;
  if (router.tlsVerify === false && (router.ca != null || router.tlsFingerprint != null))
    note(
      nameOf(entry, 'tls_verify'),
      'With false the CA file or fingerprint set as well is not used. Remove one.',
    );
  if (router.tlsVerify === false && !isPlain)
    warn(
      nameOf(entry, 'tls_verify'),
      `Whoever answers for the router ${quote(router.id ?? '')} is trusted with its password. Set its CA file or fingerprint.`,
    );
  if (isPlain && !isLoopback(new URL(router.url!).hostname))
    warn(
      nameOf(entry, 'url'),
      `The password of the router ${quote(router.id ?? '')} crosses the network unencrypted. Use https.`,
    );
  return router;
}

const WHICH_USER = 'Write the name of a router user with the policies read, api and rest-api.';

function nameOf({ at }: { at: string }, key: string): string {
  return at === '' ? `ROUTEROS_${key.toUpperCase()}` : `${at}.${key}`;
}

function isLoopback(host: string): boolean {
  return host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host) || /^(?:.+\.)?localhost\.?$/.test(host);
}

function or<T>(own: T | null | undefined, fallback: T): T | undefined {
  return own === null ? fallback : own;
}

function passwordOf(entry: Item<'routers'>, read: ReadText, note: Note): string | null | undefined {
  const path = entry.password_file;
  if (path == null) return path === null ? entry.password : undefined;
  const name = `${entry.at}.password_file`;
  if (entry.password !== null) return note(name, 'password is set as well. Remove one of the two.');
  const secret = readSecret(path, name, read, note);
  return secret === undefined ? undefined : password(secret, (message) => note(name, message));
}

function toDevice(entry: Item<'devices'>, note: Note): Draft<DeviceConfig> {
  const { at, mac, macs } = entry;
  if (mac === null && macs === null) note(at, 'It has no MAC address. Write mac, or macs with a list.');
  if (mac !== null && macs !== null) note(at, 'mac and macs are both set. Write all of them under macs.');
  if (macs?.length === 0) note(`${at}.macs`, 'The list is empty. Write at least one MAC address.');
  return {
    macs: mac == null ? (macs ?? undefined) : [mac],
    name: entry.name,
    awayDelayMs: entry.away_delay,
    track: entry.track,
  };
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
      entry.id === null ? 'It is not set.' : `${quote(entry.id)} is neither a MAC address nor a router.`;
    return note(
      `${entry.at}.id`,
      `${what} Write the base MAC of the access point or, for the radios of a router, its id: ${oneOf(routerIds)}.`,
    );
  }
}

function toPerson(
  entry: Item<'people'>,
  devices: readonly Draft<DeviceConfig>[],
  note: Note,
): Draft<PersonConfig> {
  if (entry.name === null || slug(entry.name ?? 'x') === '')
    note(`${entry.at}.name`, 'The person has no name. Write one with at least one letter or digit.');
  if (entry.devices === null || entry.devices?.length === 0)
    note(`${entry.at}.devices`, 'No device is named. List names of configured devices, or MAC addresses.');
  const macs = entry.devices?.flatMap((text, index) => find(text, `${entry.at}.devices[${index}]`) ?? []);
  return { name: entry.name ?? undefined, devices: macs && [...new Set(macs)] };

  function find(text: string, at: string): Mac | undefined {
    const named = devices.filter((device) => device.name === text);
    if (named.length > 1) note(at, `Several devices are called ${quote(text)}. Write the MAC address.`);
    if (named.length > 0) return named[0]?.macs?.[0];
    const mac = parseMac(text);
    if (mac !== null) return devices.find(({ macs }) => macs?.includes(mac))?.macs?.[0] ?? mac;
    const names = devices.flatMap(({ name }) => name ?? []);
    const meant = nearest(text, names);
    const remedy =
      meant === null
        ? 'Write the name of one under devices, or a MAC address.'
        : `Did you mean ${quote(meant)}?`;
    return note(at, `No device is called ${quote(text)}. ${remedy}`);
  }
}

// What is left of a person's name where only plain words may stand: two people may not share it. Letters of every script stay.
function slug(name: string): string {
  const bare = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return bare.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
}

// Notes each entry of which a value stands in an earlier one, or earlier in itself; `key` is where.
function noteRepeated<E extends { at: string }>(
  note: Note,
  entries: readonly E[] | null | undefined,
  valuesOf: (entry: E, index: number) => readonly (string | null | undefined)[] | undefined,
  key?: string,
): void {
  const first = new Map<string, string>();
  for (const [index, entry] of (entries ?? []).entries()) {
    const name = key === undefined ? entry.at : nameOf(entry, key);
    for (const value of valuesOf(entry, index) ?? []) {
      if (value == null) continue;
      const earlier = first.get(value);
      if (earlier === undefined) first.set(value, name);
      else note(name, `${quote(value)} stands at ${earlier} already. Change or remove one of them.`);
    }
  }
}
