/** A simulated month with ground truth: who is at home when, on which radio, and what goes wrong. Everything follows from the seed and the second. */
import { createRandom } from '../../src/demo/random.ts';
import { type Menu, menuPaths } from '../../src/parse/menu.ts';
import type { Reading } from '../../src/parse/reading.ts';
import type { Row } from '../../src/parse/row.ts';
import { readingOf } from '../capture.ts';

const PEOPLE = 20;
export const POLL_S = 10;
const DAY_S = 86_400;
const START = Date.UTC(2026, 10, 1);
export const ROUTERS = ['hall', 'garden'] as const;
export type RouterId = (typeof ROUTERS)[number];

/** The access point that both routers manage, met by its IP address. */
const CAP = { mac: '02:CA:00:00:00:01', address: '192.168.88.30', interface: 'cap-wifi1' };
const CAP_MOVES_EVERY_S = 2.5 * DAY_S;
/** Between two managers it is with none. */
const CAP_MOVES_FOR_S = 40;

type Trouble = 'hang' | 'dead' | 'empty' | 'partial' | 'reboot';

export interface Stay {
  fromS: number;
  toS: number;
}

export interface Outage extends Stay {
  router: RouterId;
  trouble: Trouble;
}

export interface Phone {
  macs: string[];
  stays: Stay[];
  seed: number;
}

export interface Month {
  endS: number;
  phones: readonly Phone[];
  outages: readonly Outage[];
  /** When the access point of both routers has no power, for up to two hours. */
  capOutages: readonly Stay[];
}

/** One outage of a router a day, one of the access point in three; a month of fewer days has fewer. */
export function createMonth(days: number): Month {
  const endS = days * DAY_S;
  return {
    endS,
    phones: createPhones(endS),
    outages: createOutages(days),
    capOutages: createCapOutages(days),
  };
}

function createPhones(endS: number): Phone[] {
  return Array.from({ length: PEOPLE }, (_, index) => {
    const chance = createRandom(1000 + index);
    const stays: Stay[] = [];
    for (let atS = Math.floor(chance() * 3600); atS < endS; ) {
      const toS = atS + 1800 + Math.floor(chance() * 14 * 3600);
      stays.push({ fromS: atS, toS: Math.min(toS, endS) });
      atS = toS + 600 + Math.floor(chance() * 9 * 3600);
    }
    const macs = [0, 1, 2].map((variant) => `02:00:00:00:${hex(index)}:${hex(variant)}`);
    return { macs, stays, seed: index };
  });
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}

function createOutages(days: number): Outage[] {
  const chance = createRandom(77);
  const troubles: Trouble[] = ['hang', 'dead', 'empty', 'partial', 'reboot'];
  return Array.from({ length: days }, (_, index) => {
    const fromS = Math.floor(chance() * (days * DAY_S - 20_000));
    const trouble = troubles[index % troubles.length]!;
    // a table wrongly empty or partial for longer cannot be told from a departure
    const longestS = trouble === 'empty' || trouble === 'partial' ? 20 : trouble === 'reboot' ? 90 : 4 * 3600;
    return { router: ROUTERS[index % 2]!, fromS, toS: fromS + 10 + Math.floor(chance() * longestS), trouble };
  });
}

function createCapOutages(days: number): Stay[] {
  const chance = createRandom(78);
  return Array.from({ length: Math.ceil(days / 3) }, () => {
    const fromS = Math.floor(chance() * (days * DAY_S - 20_000));
    return { fromS, toS: fromS + 60 + Math.floor(chance() * 7200) };
  });
}

/** The manager of the access point; null while it is with none. */
export function managerAt(atS: number, { capOutages }: Month): RouterId | null {
  if (capOutages.some(({ fromS, toS }) => fromS <= atS && atS < toS)) return null;
  if (atS > CAP_MOVES_EVERY_S && atS % CAP_MOVES_EVERY_S < CAP_MOVES_FOR_S) return null;
  return ROUTERS[Math.floor(atS / CAP_MOVES_EVERY_S) % 2]!;
}

export function outageAt(atS: number, router: RouterId, { outages }: Month): Outage | null {
  return outages.find((each) => each.router === router && each.fromS <= atS && atS < each.toS) ?? null;
}

/** Where a phone is associated. */
export interface Association {
  mac: string;
  router: RouterId;
  interface: string;
}

/** Dozes last up to two minutes; a phone roams every ten minutes. Null while it dozes, or the access point that it hears has no power. */
export function associationOf(
  phone: Phone,
  stay: Stay,
  atS: number,
  manager: RouterId | null,
  last: Association | null,
): Association | null {
  const slot = Math.floor(atS / 600);
  const chance = createRandom(phone.seed * 7919 + slot);
  const dozeFromS = chance() * 480;
  const dozeS = chance() < 0.5 ? chance() * 120 : 0;
  const inSlotS = atS % 600;
  // it always shows itself on arriving
  if (atS - stay.fromS > 60 && inSlotS >= dozeFromS && inSlotS < dozeFromS + dozeS) return null;
  const mac = phone.macs[Math.floor(stay.fromS / DAY_S) % phone.macs.length]!;
  const router = ROUTERS[chance() < 0.7 ? 0 : 1]!;
  const where = chance();
  if (where >= 0.6 && manager !== null) return { mac, router: manager, interface: CAP.interface };
  // without power it takes no newcomer, and those that hear nothing else fall silent with it
  if (where >= 0.6 && last?.interface === CAP.interface) return null;
  return { mac, router, interface: where % 0.3 < 0.15 ? 'wifi1' : 'wifi2' };
}

/** Which phones show themselves, poll by poll, with the time since which they have. */
export function createPhoneWatch({ phones }: Month) {
  const next = phones.map(() => 0);
  const last: (Association | null)[] = phones.map(() => null);
  const sinceS = phones.map(() => 0);
  const shown = phones.map(() => false);
  return (atS: number, manager: RouterId | null): (Association & { sinceS: number })[] => {
    const found: (Association & { sinceS: number })[] = [];
    phones.forEach((phone, person) => {
      const { stays } = phone;
      while (stays[next[person]!] !== undefined && stays[next[person]!]!.toS <= atS) {
        next[person]!++;
        last[person] = null;
      }
      const stay = stays[next[person]!];
      const isHome = stay !== undefined && stay.fromS <= atS;
      const before = last[person]!;
      const now = isHome ? associationOf(phone, stay, atS, manager, before) : null;
      const isSame =
        shown[person] === true && now?.router === before?.router && now?.interface === before?.interface;
      if (now !== null && !isSame) sinceS[person] = Math.max(0, atS - 4);
      if (now !== null) last[person] = now;
      shown[person] = now !== null;
      if (now !== null) found.push({ ...now, sinceS: sinceS[person]! });
    });
    return found;
  };
}

/** What a router answers. `upS`: how long it has been up. */
export function readingAt(
  atS: number,
  router: RouterId,
  rows: readonly Row[],
  { trouble, upS, isManager }: { trouble: Trouble | null; upS: number; isManager: boolean },
): Reading {
  const shown =
    trouble === 'empty' ? [] : trouble === 'partial' ? rows.slice(0, Math.floor(rows.length / 2)) : rows;
  const menus: Partial<Record<Menu, Row | readonly Row[]>> = {
    'interface/wifi/registration-table': shown,
    'interface/wifi': [
      { name: 'wifi1', 'default-name': 'wifi1' },
      { name: 'wifi2', 'default-name': 'wifi2' },
      ...(isManager ? [{ name: CAP.interface, cap: `Attic@${CAP.address}` }] : []),
    ],
    'interface/wifi/radio': [],
    'interface/wifi/capsman/remote-cap': isManager
      ? [{ 'base-mac': CAP.mac, identity: 'Attic', address: CAP.address, state: 'Ok' }]
      : [],
    'system/resource': { uptime: `${upS}s` },
    'ip/dhcp-server/lease': [],
    'ip/arp': [],
  };
  const isDown = trouble === 'hang' || trouble === 'dead' || trouble === 'reboot';
  const reading = readingOf(menus, {
    router,
    startedAt: START + atS * 1000,
    failed: isDown ? menuPaths : [],
  });
  return { ...reading, startedMonotonicMs: atS * 1000 };
}

export function instantAt(atS: number): { at: number; monotonicMs: number } {
  return { at: START + atS * 1000, monotonicMs: atS * 1000 };
}
