/** The strangers on WiFi now, as lines for the file that make them known. */
import type { Config } from '../config/config.ts';
import type { Reading } from '../parse/reading.ts';
import { isStranger } from '../record/summary.ts';
import { takeSnapshot } from '../world/snapshot.ts';
import { step } from '../world/step.ts';
import { newWorld } from '../world/world.ts';

/** Nothing when there is none. Seen over all routers: what one calls a stranger another may have a name for. */
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
    (device) => device.connected === true && isStranger(device, snapshot!.snapshot, config.guestSsids),
  );
  if (strangers.length === 0) return [];
  return [
    `Strangers on WiFi now: ${strangers.length}. Those you know, paste into the file CONFIG_FILE names; a comment on the lease does as well:`,
    '',
    'devices:',
    ...strangers.flatMap(({ mac_address, mac_randomized, name, access_point, ssid }) => [
      `  # on ${quoted(access_point ?? 'an unknown access point')}, ${quoted(ssid ?? 'unknown SSID')}${mac_randomized ? '; a random address: switch it to fixed on the device first' : ''}`,
      `  - mac: ${quoted(mac_address)}`,
      `    name: ${quoted(name)}`,
    ]),
  ];
}

/** JSON is YAML, on one line; and what a terminal or an eye could trip over is written as its number. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
