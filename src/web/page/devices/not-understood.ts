/** Parts of the query that filter, sort and show nothing: a link that is misspelt says so instead of showing other devices. */
import { columnOf } from './column.ts';
import { facets, flags } from './filter.ts';

const isFlag = (value: string) => value === 'true' || value === 'false';
const isNumber = (value: string) => /^-?\d+$/.test(value);

/** By name: whether a value is understood. */
const RULES = new Map<string, (value: string) => boolean>([
  ...facets.map((name): [string, () => boolean] => [name, () => true]),
  ...flags.map((name): [string, (value: string) => boolean] => [name, isFlag]),
  ['presence', (value) => ['home', 'away', 'unknown', 'any'].includes(value)],
  ['signal_dbm_min', isNumber],
  ['signal_dbm_max', isNumber],
  ['search', () => true],
  ['sort', (value) => columnOf(value.replace(/^-/, '')) !== undefined],
  ['columns', (value) => value.split(',').every((field) => columnOf(field) !== undefined)],
]);

/** As in the address: `sort=signal`, `wifi=guest`. */
export function notUnderstood(query: URLSearchParams): string[] {
  return [...query]
    .filter(([name, value]) => RULES.get(name)?.(value) !== true)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
}
