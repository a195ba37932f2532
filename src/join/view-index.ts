/** Lookups in a joined reading, made once per reading: networks have thousands of access points. */
import type { Dialect } from '../parse/dialect.ts';
import { isRunning, type RemoteCap } from '../parse/interface.ts';
import { toId } from '../parse/mac.ts';
import { rowsOf } from '../parse/reading.ts';
import { isLoopback } from './place.ts';
import type { RouterView } from './view.ts';

export interface ViewIndex {
  /** By access_point_id, as listed in this reading; of several rows the first. */
  caps: ReadonlyMap<string, RemoteCap>;
  /** access_point_id of those with a connection that works; not a manager's own radios, which it reaches by the loopback address. */
  runningCaps: ReadonlySet<string>;
  /** The dialects with an interface of no known access point. */
  unowned: ReadonlySet<Dialect>;
  /** Number of devices by access_point_id, those that have not passed authentication included. */
  clientCounts: ReadonlyMap<string, number>;
  /** Address in `/ip/neighbor` by MAC address; of several rows the first. */
  neighborAddresses: ReadonlyMap<string, string | null>;
}

const indexes = new WeakMap<RouterView, ViewIndex>();

export function indexOf(view: RouterView): ViewIndex {
  const known = indexes.get(view);
  if (known !== undefined) return known;
  const index = createIndex(view);
  indexes.set(view, index);
  return index;
}

function createIndex(view: RouterView): ViewIndex {
  const caps = new Map<string, RemoteCap>();
  for (const cap of view.caps) if (!caps.has(toId(cap.baseMac))) caps.set(toId(cap.baseMac), cap);
  const working = view.caps.filter((cap) => isRunning(cap) && !isLoopback(cap));
  const runningCaps = new Set(working.map(({ baseMac }) => toId(baseMac)));
  const unowned = new Set<Dialect>();
  for (const { accessPoint, row } of view.interfaces) if (accessPoint === null) unowned.add(row.source);
  const clientCounts = new Map<string, number>();
  for (const clients of view.clients.values()) {
    const ids = new Set(clients.map(({ place }) => place.accessPoint?.id));
    for (const id of ids) if (id !== undefined) clientCounts.set(id, (clientCounts.get(id) ?? 0) + 1);
  }
  const neighborAddresses = new Map<string, string | null>();
  for (const { macAddress, address } of rowsOf(view.reading.tables['ip/neighbor']) ?? [])
    if (macAddress !== null && !neighborAddresses.has(macAddress)) neighborAddresses.set(macAddress, address);
  return { caps, runningCaps, unowned, clientCounts, neighborAddresses };
}
