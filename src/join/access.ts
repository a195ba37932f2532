/** Whether the access lists keep a device off every access point. */
import { type AccessRule, matchesMac } from '../parse/access-rule.ts';
import { type Dialect, dialectNames, dialects } from '../parse/dialect.ts';
import type { WifiInterface } from '../parse/interface.ts';
import type { Mac } from '../parse/mac.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';
import { isStation } from './infrastructure.ts';

/** One access list, and whether interfaces obey it. */
interface Gate {
  /** As last read; null when it was never read. */
  rules: readonly AccessRule[] | null;
  /** An enabled interface of the dialect serves clients by these rules. */
  isServing: boolean;
}

/** The access lists of one router. */
export type Gates = Readonly<Partial<Record<Dialect, Gate>>>;

/** The lists after one more reading: the same object when they say the same. What a failed table used to say is kept. */
export function gatesOf(reading: Reading, previous: Gates): Gates {
  const next: Partial<Record<Dialect, Gate>> = {};
  for (const dialect of dialectNames) {
    const { accessList, interfaces, registrations } = dialects[dialect];
    if (reading.tables[registrations].status === 'absent') continue;
    const before = previous[dialect];
    const listed: readonly WifiInterface[] | null = rowsOf(reading.tables[interfaces.path]);
    const isServing = listed?.some(isServingRow) ?? before?.isServing ?? true;
    next[dialect] = { rules: rowsOf(reading.tables[accessList]) ?? before?.rules ?? null, isServing };
  }
  return JSON.stringify(next) === JSON.stringify(previous) ? previous : next;
}

function isServingRow(row: WifiInterface): boolean {
  return row.disabled !== true && !row.isManaged && !isStation(row);
}

/**
 * Whether every access list that is in force rejects every MAC of a device. An earlier rule that may accept wins. Null while a list that
 * decides was never read.
 */
export function isBlocked(networks: readonly Gates[], macs: readonly Mac[]): boolean | null {
  const all = networks.flatMap((gates) => Object.values(gates));
  const serving = all.filter((gate) => gate.isServing);
  // while no interface is enabled, the lists say what will hold
  const inForce = serving.length > 0 ? serving : all;
  if (inForce.some(({ rules }) => rules !== null && !macs.every((mac) => isRejected(rules, mac))))
    return false;
  return inForce.length === 0 || inForce.some(({ rules }) => rules === null) ? null : true;
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
  rules.forEach(({ macAddress }, place) => {
    const places = macAddress === null ? others : (byMac.get(macAddress) ?? []);
    places.push(place);
    if (macAddress !== null) byMac.set(macAddress, places);
  });
  const book = { byMac, others };
  books.set(rules, book);
  return book;
}

/** Whether the first rule that is sure to match rejects, and none before it may accept. */
export function isRejected(rules: readonly AccessRule[], mac: Mac): boolean {
  const { byMac, others } = bookOf(rules);
  const places = [...(byMac.get(mac) ?? []), ...others].toSorted((a, b) => a - b);
  for (const place of places) {
    const rule = rules[place]!;
    if (!matchesMac(rule, mac)) continue;
    if (rule.action !== 'reject') return false;
    if (!rule.isConditional) return true;
  }
  return false;
}
