/** `…/access-list`: an operator's rule about who may associate. The first rule that matches decides; the order of the rows is kept. */
import type { Dialect } from './dialect.ts';
import { type Mac, parseMac } from './mac.ts';
import { type Row, raw, text } from './row.ts';
import { type LocalWindow, parseWindow } from './local-window.ts';
import { parseBoolean } from './value.ts';

export interface AccessRule {
  /** The one MAC that it is about; null for a rule about several, or about every device. */
  macAddress: Mac | null;
  /** The MACs that it matches; null for every MAC. */
  pattern: MacPattern | null;
  /** `ask`: RADIUS decides, or a word that this version does not know. */
  action: 'accept' | 'reject' | 'ask';
  /** An interface, or a list of interfaces, where alone it matches; null for all. */
  interfaceName: string | null;
  /** The hours of the router's week in which alone it matches; null for always. */
  window: LocalWindow | null;
  /** It also depends on what no table tells before a device tries to join: the SSID, the signal, or a matcher that cannot be read. */
  isConditional: boolean;
  /** Null when the rule has none, and for a rule that names no single device. */
  comment: string | null;
}

/** Both halves of a MAC as 24-bit numbers, and of its mask: only bits of the mask count. */
export interface MacPattern {
  address: readonly [number, number];
  mask: readonly [number, number];
}

/** Null for a disabled rule, and for one without any matcher, which RouterOS ignores. */
export function parseAccessRule(source: Dialect, row: Row): AccessRule | null {
  if (parseBoolean(raw(row, 'disabled')) === true) return null;
  const [addressText, maskText] = [raw(row, 'mac-address'), raw(row, 'mac-address-mask')];
  const address = halvesOf(addressText);
  const mask = maskText === null ? ALL : halvesOf(maskText);
  const isAnyMac = address === null || isZero(address);
  // an address or a mask that cannot be read makes the rule one about an unknown set of devices
  const isUnreadable = (addressText !== null && address === null) || (!isAnyMac && mask === null);
  const pattern = isAnyMac ? null : { address, mask: mask ?? NOTHING };
  const isExact = !isAnyMac && mask !== null && mask.every((half) => half === HALF);
  const expression = source === 'wireless' ? null : raw(row, 'ssid-regexp');
  const interfaceName = restrictedTo(raw(row, 'interface'));
  const window = parseWindow(raw(row, 'time'), raw(row, 'days'));
  const isConditional =
    expression !== null ||
    isPartialRange(raw(row, 'signal-range')) ||
    window === 'unreadable' ||
    isUnreadable;
  const isMatcher = isConditional || interfaceName !== null || window !== null;
  if (isAnyMac && !isMatcher && raw(row, 'signal-range') === null) return null;
  const macAddress = isExact ? parseMac(raw(row, 'mac-address')) : null;
  const comment = text(row, 'comment');
  return {
    macAddress,
    pattern,
    action: actionOf(source, row),
    interfaceName,
    window: window === 'unreadable' ? null : window,
    isConditional,
    comment: macAddress !== null && expression === null ? comment : null,
  };
}

/** Whether a rule is about this MAC. */
export function matchesMac({ pattern }: AccessRule, mac: Mac): boolean {
  if (pattern === null) return true;
  const [high, low] = halvesOf(mac)!;
  const { address, mask } = pattern;
  return (high & mask[0]) === (address[0] & mask[0]) && (low & mask[1]) === (address[1] & mask[1]);
}

// wireless has a switch where the others have an action
function actionOf(source: Dialect, row: Row): AccessRule['action'] {
  if (source === 'wireless') return parseBoolean(raw(row, 'authentication')) === false ? 'reject' : 'accept';
  const action = raw(row, 'action') ?? 'accept';
  return action === 'accept' || action === 'reject' ? action : 'ask';
}

const HALF = 0xffffff;
const ALL = [HALF, HALF] as const;
const NOTHING = [0, 0] as const;

function halvesOf(value: string | null): readonly [number, number] | null {
  const isMac = /^[0-9a-f]{2}(?:[:.-]?[0-9a-f]{2}){5}$/i.test(value ?? '');
  const hex = isMac ? value!.replace(/[:.-]/g, '') : null;
  return hex === null ? null : [Number.parseInt(hex.slice(0, 6), 16), Number.parseInt(hex.slice(6), 16)];
}

function isZero(halves: readonly [number, number]): boolean {
  return halves.every((half) => half === 0);
}

function restrictedTo(name: string | null): string | null {
  return name === 'any' || name === 'all' ? null : name;
}

// "-120..120" is every signal
function isPartialRange(value: string | null): boolean {
  if (value === null) return false;
  const match = /^(-?\d+)(?:dBm)?\.\.(-?\d+)(?:dBm)?$/.exec(value);
  return match === null || Number(match[1]) > -120 || Number(match[2]) < 0;
}
