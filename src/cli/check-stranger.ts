/** The strangers' part of `check`: YAML lines that give the strangers on WiFi now a name. */
import type { Config } from '../config/config.ts';
import type { Reading } from '../parse/reading.ts';
import { isStranger } from '../record/summary.ts';
import { takeSnapshot } from '../world/snapshot.ts';
import { step } from '../world/step.ts';
import { newWorld } from '../world/world.ts';

/** Empty when there are none. Takes the readings of all routers, because one may have a name for a stranger of another. */
export function strangerLines(readings: readonly Reading[], config: Config): string[] {
  const [first] = readings;
  if (first === undefined) return [];
  const now = { at: first.startedAt, monotonicMs: first.startedMonotonicMs };
  const world = readings.reduce(
    (before, reading) => step(before, { type: 'reading', reading }, config, now).world,
    newWorld(config, now),
  );
  const snapshot = takeSnapshot(world, config, null);
  const strangers = [...(snapshot?.snapshot.devices.values() ?? [])].filter(
    (device) => device.connected === true && isStranger(device),
  );
  if (strangers.length === 0) return [];
  return [
    `Strangers on WiFi now: ${strangers.length}. To name those you know, paste their lines into the file of CONFIG_FILE, or comment their DHCP lease:`,
    '',
    'devices:',
    ...strangers.flatMap(({ mac_address, mac_randomized, name, access_point, ssid }) => [
      `  # on ${quoted(access_point ?? 'an unknown access point')}, ${quoted(ssid ?? 'unknown SSID')}${mac_randomized ? '; a random MAC address: switch the device to a fixed one first' : ''}`,
      `  - mac: ${quoted(mac_address)}`,
      `    name: ${quoted(name)}`,
    ]),
  ];
}

/** JSON is YAML on one line. Invisible characters and those that reverse text are escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
