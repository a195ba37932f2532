/** The strangers' part of `check`: YAML lines that give the strangers on WiFi now a name. */
import type { Config } from '../config/config.ts';
import type { Reading } from '../parse/reading.ts';
import { atOnce } from '../parse/sliced.ts';
import { isStranger } from '../record/summary.ts';
import { takeSnapshot } from '../world/snapshot.ts';
import { step } from '../world/step.ts';
import { newWorld } from '../world/world.ts';

export interface Stranger {
  mac_address: string;
  mac_randomized: boolean;
  /** The host name, with the end of the address where several devices have it; null when there is none. */
  name: string | null;
  access_point: string | null;
  ssid: string | null;
}

/** Those that can be named come first. Takes the readings of all routers, because one may have a name for a stranger of another. */
export function strangersIn(readings: readonly Reading[], config: Config): Stranger[] {
  const [first] = readings;
  if (first === undefined) return [];
  const now = { at: first.startedAt, monotonicMs: first.startedMonotonicMs };
  const world = readings.reduce(
    (before, reading) => atOnce(step(before, { type: 'reading', reading }, config, now)).world,
    newWorld(config, now),
  );
  const snapshot = atOnce(takeSnapshot(world, config, null));
  const strangers = [...(snapshot?.snapshot.devices.values() ?? [])].filter(
    (device) => device.connected === true && isStranger(device),
  );
  const counts = new Map<string, number>();
  for (const { name } of strangers) counts.set(name, (counts.get(name) ?? 0) + 1);
  return strangers
    .map(({ mac_address, mac_randomized, name, access_point, ssid, host_name }) => {
      const own = (counts.get(name) ?? 0) > 1 ? `${name} ${mac_address.slice(-5)}` : name;
      return { mac_address, mac_randomized, name: host_name === null ? null : own, access_point, ssid };
    })
    .toSorted((a, b) => Number(isNameable(b)) - Number(isNameable(a)));
}

/** A random address changes, and a device without a host name has no name to write: both would only fill the file. */
function isNameable({ mac_randomized, name }: Stranger): boolean {
  return !mac_randomized && name !== null;
}

/** Empty when there are none. */
export function strangerLines(strangers: readonly Stranger[], most: number): string[] {
  if (strangers.length === 0) return [];
  const left = strangers.length - most;
  return [
    `Strangers on WiFi now: ${strangers.length}. To name those you know, paste their lines into the file of CONFIG_FILE, or comment their DHCP lease:`,
    '',
    'devices:',
    ...strangers.slice(0, most).flatMap(linesOf),
    ...(left > 0 ? ['', `… and ${left} more: mikrotik-presence check --strangers lists them.`] : []),
  ];
}

function linesOf(stranger: Stranger): string[] {
  const { mac_address, mac_randomized, name, access_point, ssid } = stranger;
  const where = `on ${quoted(access_point ?? 'an unknown access point')}, ${quoted(ssid ?? 'unknown SSID')}`;
  const why = mac_randomized
    ? '; a random MAC address: switch the device to a fixed one first'
    : name === null
      ? '; it has no host name'
      : '';
  const begin = isNameable(stranger) ? '  ' : '  # ';
  return [
    `  # ${where}${why}`,
    `${begin}- mac: ${quoted(mac_address)}`,
    `${begin}  name: ${quoted(name ?? 'choose a name')}`,
  ];
}

/** JSON is YAML on one line. Invisible characters and those that reverse text are escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
