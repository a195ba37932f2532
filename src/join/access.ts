/** Whether the access lists keep a device off every access point. */
import { type AccessRule, matchesMac } from '../parse/access-rule.ts';
import { type Dialect, dialectNames, dialects } from '../parse/dialect.ts';
import type { WifiInterface } from '../parse/interface.ts';
import type { Mac } from '../parse/mac.ts';
import type { ListedRule } from '../parse/listed-rule.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';
import { isWithin } from '../parse/local-window.ts';
import { isStation } from './infrastructure.ts';

/** One access list, and the interfaces that obey it. */
interface Gate {
  /** As last read; null when it was never read. */
  listed: readonly AccessRule[] | null;
  /** Those of `listed` that match at the hour of the reading. */
  rules: readonly AccessRule[] | null;
  /** Null when they were never read. */
  interfaces: readonly GateInterface[] | null;
}

interface GateInterface {
  name: string;
  /** It is enabled and lets clients in by these rules. */
  isServing: boolean;
}

/** The access lists of one router. */
export type Gates = Readonly<Partial<Record<Dialect, Gate>>>;

/**
 * The lists after one more reading: the same object when they say the same. What a failed table used to say is kept. `aheadMs`: how far the
 * router's clock is ahead of UTC; null when it was never read.
 */
export function gatesOf(reading: Reading, previous: Gates, aheadMs: number | null): Gates {
  const next: Partial<Record<Dialect, Gate>> = {};
  const localMs = aheadMs === null ? null : reading.startedAt + aheadMs;
  for (const dialect of dialectNames) {
    const { accessList, interfaces, registrations } = dialects[dialect];
    if (reading.tables[registrations].status === 'absent') continue;
    const before = previous[dialect];
    const rows: readonly WifiInterface[] | null = rowsOf(reading.tables[interfaces.path]);
    const rules: readonly ListedRule[] | null = rowsOf(reading.tables[accessList]);
    const listed = rules === null ? (before?.listed ?? null) : decidingIn(rules);
    next[dialect] = {
      listed,
      rules: listed?.flatMap((rule) => atHour(rule, localMs)) ?? null,
      interfaces: rows?.map(toGateInterface) ?? before?.interfaces ?? null,
    };
  }
  return JSON.stringify(next) === JSON.stringify(previous) ? previous : next;
}

const deciding = new WeakMap<readonly ListedRule[], readonly AccessRule[]>();

/** The rules in force without their counters, which change all the time. */
function decidingIn(rows: readonly ListedRule[]): readonly AccessRule[] {
  const known = deciding.get(rows);
  if (known !== undefined) return known;
  const rules = rows
    .filter(({ isInForce }) => isInForce)
    .map(({ macAddress, pattern, action, interfaceName, window, isConditional, comment }) => ({
      macAddress,
      pattern,
      action,
      interfaceName,
      window,
      isConditional,
      comment,
    }));
  deciding.set(rows, rules);
  return rules;
}

function toGateInterface(row: WifiInterface): GateInterface {
  return { name: row.name, isServing: row.disabled !== true && !row.isManaged && !isStation(row) };
}

/** How far the hours that a router's clock shows are ahead of UTC; null when this reading does not tell. */
export function clockAheadMs(reading: Reading): number | null {
  const table = reading.tables['system/clock'];
  const localMs = rowsOf(table)?.[0]?.localMs;
  return typeof localMs === 'number' ? localMs - table.readAt : null;
}

/** The rule as it is at one hour: always in force, or not at all. Without a clock it may match or not. */
function atHour(rule: AccessRule, localMs: number | null): AccessRule[] {
  if (rule.window === null) return [rule];
  if (localMs === null) return [{ ...rule, isConditional: true }];
  return isWithin(rule.window, localMs) ? [{ ...rule, window: null }] : [];
}

/**
 * Tells whether every access list that is in force rejects every MAC of a device. An earlier rule that may accept wins. Null while a list that
 * decides was never read.
 */
export function blockedBy(networks: readonly Gates[]): (macs: readonly Mac[]) => boolean | null {
  const all = networks.flatMap((gates) => Object.values(gates));
  const serving = all.filter(isServing);
  // while no interface is enabled, the lists say what will hold
  const inForce = serving.length > 0 ? serving : all;
  const isUnknown = inForce.length === 0 || inForce.some(({ rules }) => rules === null);
  return (macs) => {
    if (inForce.some((gate) => gate.rules !== null && !macs.every((mac) => isRejected(gate, mac))))
      return false;
    return isUnknown ? null : true;
  };
}

/** The same for one device. */
export function isBlocked(networks: readonly Gates[], macs: readonly Mac[]): boolean | null {
  return blockedBy(networks)(macs);
}

function isServing({ interfaces }: Gate): boolean {
  return interfaces?.some((each) => each.isServing) ?? true;
}

/** Rules by the MAC they are about, with their places in the list. */
interface RuleBook {
  byMac: ReadonlyMap<Mac, readonly number[]>;
  /** Places of the rules about several devices. */
  others: readonly number[];
}

const books = new WeakMap<readonly AccessRule[], RuleBook>();

function bookOf(rules: readonly AccessRule[]): RuleBook {
  const known = books.get(rules);
  if (known !== undefined) return known;
  const byMac = new Map<Mac, number[]>();
  const others: number[] = [];
  rules.forEach(({ macAddress, isInForce = true }: AccessRule & Partial<ListedRule>, place) => {
    if (!isInForce) return;
    const places = macAddress === null ? others : (byMac.get(macAddress) ?? []);
    places.push(place);
    if (macAddress !== null) byMac.set(macAddress, places);
  });
  const book = { byMac, others };
  books.set(rules, book);
  return book;
}

/** Whether every interface rejects: the first rule that is sure to match there does, and none before it may accept. */
export function isRejected({ rules, interfaces }: Pick<Gate, 'rules' | 'interfaces'>, mac: Mac): boolean {
  const about = rulesAbout(rules ?? [], mac);
  const restricted = new Set(about.map(({ interfaceName }) => interfaceName));
  restricted.delete(null);
  if (restricted.size === 0) return isRejectedOn(about, null);
  const listed = new Map(interfaces?.map((each) => [each.name, each.isServing]));
  // a name that is no interface is a list of interfaces, which may hold any of them
  const certain = about.map((rule) =>
    rule.interfaceName === null || listed.has(rule.interfaceName)
      ? rule
      : { ...rule, interfaceName: null, isConditional: true },
  );
  const names = [...listed.keys()];
  const serving = names.filter((name) => listed.get(name) === true);
  // those that no rule names are alike
  const unnamed = (serving.length > 0 ? serving : names).filter((name) => !restricted.has(name)).slice(0, 1);
  const named = (serving.length > 0 ? serving : names).filter((name) => restricted.has(name));
  const places = [...named, ...unnamed];
  return places.length > 0
    ? places.every((name) => isRejectedOn(certain, name))
    : isRejectedOn(certain, null);
}

function rulesAbout(rules: readonly AccessRule[], mac: Mac): AccessRule[] {
  const { byMac, others } = bookOf(rules);
  const places = [...(byMac.get(mac) ?? []), ...others].toSorted((a, b) => a - b);
  return places.map((place) => rules[place]!).filter((rule) => matchesMac(rule, mac));
}

function isRejectedOn(rules: readonly AccessRule[], name: string | null): boolean {
  for (const rule of rules) {
    if (rule.interfaceName !== null && rule.interfaceName !== name) continue;
    if (rule.action !== 'reject') return false;
    if (!rule.isConditional) return true;
  }
  return false;
}
