/** Records as lines of text, one row each. */
import type { CompactDevice, Device } from '../record/device.ts';
import type { SnapshotMeta } from '../record/snapshot.ts';

export const MAX_LINE_LENGTH = 90;
const MAX_NAME_LENGTH = 24;
const MIN_NAME_LENGTH = 8;

/** At most `length` characters, cut between characters and marked where cut. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length >= length) break;
    kept += character;
  }
  return `${kept}…`;
}

// One record is one line. Text of records has no line breaks (parse/text.ts), but messages and configured text may.
const LINE_BREAKING = /[\p{Cc}\u2028\u2029]/gu;

/** Joins the parts that are neither null nor empty to one line. */
export function line(...parts: readonly (string | null)[]): string {
  const known = parts.filter((part) => part !== null && part !== '');
  return cut(known.join(' · ').replaceAll(LINE_BREAKING, ' '), MAX_LINE_LENGTH);
}

/** A line in which a long name is cut to leave room for the other parts. */
export function namedLine(id: string, name: string, ...parts: readonly (string | null)[]): string {
  const rest = line(...parts);
  const room = MAX_LINE_LENGTH - id.length - rest.length - ' '.length - ' · '.length;
  return line(`${id} ${cut(name, Math.max(MIN_NAME_LENGTH, room))}`.trimEnd(), rest);
}

/** Null stays null, so that an unknown value never looks like 0. */
export function amount(value: number | null, unit: string): string | null {
  return value === null ? null : `${value} ${unit}`;
}

/** "1 device", "2 devices". */
export function plural(value: number | null, noun: string): string | null {
  return amount(value, value === 1 ? noun : `${noun}s`);
}

export function short(name: string | null): string | null {
  return name === null ? null : cut(name, MAX_NAME_LENGTH);
}

export function deviceLine(device: Device | CompactDevice): string {
  const { device_id, name, presence, connected, ip_address, access_point, band, signal_dbm } = device;
  const state = presence === 'home' && connected === false ? 'home, just disconnected' : presence;
  return namedLine(device_id, name, state, ip_address, short(access_point), band, amount(signal_dbm, 'dBm'));
}

/** Reasons to distrust the answer; empty when every table was read. */
export function warningLines({ complete, warnings }: SnapshotMeta): string[] {
  if (complete) return [];
  const lines = warnings.map(({ router, table, kind }) =>
    line(`! ${router}`, table, `${kind}, held as last seen`),
  );
  return lines.length > 0 ? lines : ['! Not every router has been read yet.'];
}
