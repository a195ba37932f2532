/** Filters that one click sets: each stands for one or more parameters of the query. */
import { WEAK_DBM } from '../quality.ts';

export interface Chip {
  title: string;
  /** What it means, in a sentence for the tooltip. */
  meaning: string;
  values: Readonly<Record<string, string>>;
}

export const chips: readonly Chip[] = [
  {
    title: 'weak',
    meaning: `Signal of ${WEAK_DBM} dBm or less`,
    values: { signal_dbm_max: String(WEAK_DBM) },
  },
  { title: 'known', meaning: 'Named on the page, in the file or on the router', values: { known: 'true' } },
  { title: 'guest', meaning: 'On a guest network', values: { guest: 'true' } },
  {
    title: 'stranger',
    meaning: 'Connected, neither known nor guest',
    values: { known: 'false', guest: 'false', connected: 'true' },
  },
  { title: 'away', meaning: 'Not at home', values: { presence: 'away' } },
];

export function isSet(query: URLSearchParams, { values }: Chip): boolean {
  return Object.entries(values).every(([name, value]) => query.get(name) === value);
}

/** A chip that is set replaces those that contradict it. */
export function toggleChip(query: URLSearchParams, chip: Chip): URLSearchParams {
  const next = new URLSearchParams(query);
  const others = chips.filter((each) => each !== chip && isSet(query, each));
  const isOn = isSet(query, chip);
  for (const each of isOn ? [chip] : others.filter((other) => contradicts(other, chip)))
    for (const name of Object.keys(each.values)) next.delete(name);
  if (!isOn) for (const [name, value] of Object.entries(chip.values)) next.set(name, value);
  return next;
}

function contradicts(a: Chip, b: Chip): boolean {
  return Object.entries(a.values).some(([name, value]) => (b.values[name] ?? value) !== value);
}

/** Adds or removes one of the values of a name. */
export function toggleValue(query: URLSearchParams, name: string, value: string): URLSearchParams {
  const before = query.getAll(name);
  const values = before.includes(value) ? before.filter((each) => each !== value) : [...before, value];
  const next = new URLSearchParams(query);
  next.delete(name);
  for (const each of values) next.append(name, each);
  return next;
}
