/** What the query of the address keeps: `ssid=guest&signal_dbm_max=-76`, with the names of REST; a repeated name means or. */
import type { Device } from '../../../record/device.ts';
import type { PersonRecord } from '../../../record/person.ts';
import { type Match, toMatch } from '../search.ts';

/** Filters by one of several values. */
export const facets = ['ssid', 'access_point', 'band', 'vendor', 'presence', 'router', 'person'] as const;
export type Facet = (typeof facets)[number];

/** Filters by yes or no. */
export const flags = ['known', 'guest', 'connected', 'blocked', 'mac_randomized'] as const;

export interface Filter {
  match: Match;
  /** As `match`, without this facet: for the number of devices beside each of its values. */
  without: (facet: Facet) => Match;
}

/** Devices that are away are left out, unless they are searched for or a filter names a presence. */
export function toFilter(query: URLSearchParams, people: readonly PersonRecord[]): Filter {
  const rest = [...flags.flatMap((name) => toFlag(query, name)), ...toBounds(query), ...toSearch(query)];
  const byFacet = new Map(facets.map((facet) => [facet, toFacet(query, facet, people)]));
  const all = [...byFacet.values()].filter((each) => each !== null);
  return {
    match: every([...rest, ...all]),
    without: (facet) => every([...rest, ...all.filter((each) => each !== byFacet.get(facet))]),
  };
}

function every(tests: readonly Match[]): Match {
  return (device) => tests.every((test) => test(device));
}

/** The value of a device; '' stands for none. */
export function facetValueOf(device: Device, facet: Exclude<Facet, 'person'>): string {
  return device[facet] ?? '';
}

function toFacet(query: URLSearchParams, facet: Facet, people: readonly PersonRecord[]): Match | null {
  const wanted = query.getAll(facet);
  if (wanted.length === 0) {
    const isSearching = (query.get('search') ?? '').trim() !== '' || query.has('person');
    return facet === 'presence' && !isSearching ? ({ presence }) => presence !== 'away' : null;
  }
  if (facet === 'presence' && wanted.includes('any')) return null;
  if (facet === 'person') {
    const own = new Set(
      people.filter(({ person_id }) => wanted.includes(person_id)).flatMap(({ devices }) => devices),
    );
    return ({ device_id }) => own.has(device_id);
  }
  const values = new Set(wanted.map((value) => value.toLowerCase()));
  return (device) =>
    values.has(facetValueOf(device, facet).toLowerCase()) ||
    (facet === 'access_point' && device.access_point_id !== null && values.has(device.access_point_id));
}

function toFlag(query: URLSearchParams, name: (typeof flags)[number]): Match[] {
  const wanted = query.get(name);
  if (wanted !== 'true' && wanted !== 'false') return [];
  return [(device) => device[name] === (wanted === 'true')];
}

function toBounds(query: URLSearchParams): Match[] {
  const [least, most] = [toNumber(query.get('signal_dbm_min')), toNumber(query.get('signal_dbm_max'))];
  if (least === null && most === null) return [];
  return [({ signal_dbm: dbm }) => dbm !== null && dbm >= (least ?? -Infinity) && dbm <= (most ?? Infinity)];
}

function toNumber(text: string | null): number | null {
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
}

function toSearch(query: URLSearchParams): Match[] {
  const match = toMatch(query.get('search') ?? '');
  return match === null ? [] : [match];
}
