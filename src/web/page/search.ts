/** Matches devices by a part of a name, a maker, an address, a network or an access point, and by words for band, signal, presence and kind. */
import type { Device } from '../../record/device.ts';
import { toBandName } from './band.ts';
import { fold } from './fold.ts';
import { isStranger, isWeak } from './kind.ts';
import { toQuality } from './quality.ts';

export type Match = (device: Device) => boolean;

/** Every word must match; null for an empty search. */
export function toMatch(text: string): Match | null {
  const words = toWords(text);
  if (words.length === 0) return null;
  const tests = words.map(toTest);
  return (device) => tests.every((test) => test(device));
}

/** A band may be written in two words: 5 GHz, vlan 30. */
function toWords(text: string): string[] {
  return fold(text)
    .trim()
    .replace(/\b(2[.,]4|5|6) ?ghz\b/g, (_, band: string) => `${band.replace(',', '.')}ghz`)
    .replace(/\bvlan (?=\d)/g, 'vlan')
    .split(' ')
    .filter((word) => word !== '');
}

function toTest(word: string): Match {
  if (/^vlan\d+$/.test(word)) return ({ vlan_id }) => `vlan${vlan_id}` === word;
  const meaning = MEANINGS.get(word);
  // a MAC address in any notation; at least three digits, so that an ordinary word is not one
  const digits = word.replaceAll(/[:.-]/g, '');
  const isMac = /^[\da-f]{3,12}$/.test(digits);
  return (device) => {
    const texts = textsOf(device);
    return (
      texts.some((each) => each.includes(word)) ||
      meaning?.(device) === true ||
      (isMac && (macOf(device).includes(digits) || device.device_id.includes(digits)))
    );
  };
}

/** Words that name a property instead of a text. */
const MEANINGS = new Map<string, Match>([
  ['weak', isWeak],
  ...(['strong', 'good', 'fair', 'poor'] as const).map((quality): [string, Match] => [
    quality,
    ({ signal_dbm }) => signal_dbm !== null && toQuality(signal_dbm) === quality,
  ]),
  ['away', ({ presence }) => presence === 'away'],
  ['unknown', ({ presence }) => presence === 'unknown'],
  ['missing', ({ presence, connected }) => presence === 'home' && connected === false],
  ['random', ({ mac_randomized }) => mac_randomized],
  ['guest', ({ guest }) => guest],
  ['known', ({ known }) => known],
  ['stranger', isStranger],
  ['blocked', ({ blocked }) => blocked === true],
]);

/** An unchanged device stays the same object, so that its texts are folded once. */
const folded = new WeakMap<Device, string[]>();

function textsOf(device: Device): string[] {
  let texts = folded.get(device);
  if (texts === undefined) {
    texts = [
      device.name,
      device.host_name,
      device.comment,
      device.vendor,
      device.mac_address,
      device.ip_address,
      ...device.ip_addresses,
      device.ssid,
      device.access_point,
      device.band,
      device.band === null ? null : toBandName(device.band),
      device.wifi_standard,
    ]
      .filter((text) => text !== null)
      .map(fold);
    folded.set(device, texts);
  }
  return texts;
}

function macOf({ mac_address }: Device): string {
  return mac_address.replaceAll(':', '').toLowerCase();
}
