/** What all routers' latest readings say about single devices. Who names a MAC is known beforehand: the others need not be asked. */
import type { Client } from '../join/client.ts';
import { lookUp, surroundingsOf } from '../join/directory.ts';
import type { RouterView } from '../join/view.ts';
import type { Mac } from '../parse/mac.ts';
import type { DeviceMemory } from './device.ts';
import { learn } from './learn.ts';
import { isSighting, type Routers } from './router-state.ts';

/** Ids of the routers whose latest reading names a MAC in any table, in the routers' order; nothing for one that nobody names. */
export type Mentions = ReadonlyMap<Mac, readonly string[]>;

export interface Testimony {
  /** Every row, of every router, that says where one of these MACs is; `sinceMs`: by polls that did not begin before. */
  claimsOf: (macs: readonly Mac[], sinceMs?: number) => Client[];
  /** What all routers tell about a device, its own first. */
  know: (device: DeviceMemory, macs: readonly Mac[], own: string, nowMs: number) => DeviceMemory;
}

export function hear(routers: Routers, mentions: Mentions): Testimony {
  const views = new Map<string, RouterView>();
  for (const [id, { view }] of routers) if (view !== null) views.set(id, view);
  const isWhole = views.size === routers.size;
  const surroundings = surroundingsOf([...views.values()].map(({ directory }) => directory));

  // most of those who are away are named by nobody
  const silence = lookUp([], [], surroundings);

  function routersOf(macs: readonly Mac[]): readonly string[] {
    if (macs.length === 1) return mentions.get(macs[0]!) ?? [];
    const found = new Set(macs.flatMap((mac) => mentions.get(mac) ?? []));
    return found.size <= 1 ? [...found] : [...views.keys()].filter((id) => found.has(id));
  }

  return {
    claimsOf: (macs, sinceMs = -Infinity) => {
      const claims: Client[] = [];
      for (const id of routersOf(macs)) {
        const { reading, clients } = views.get(id)!;
        if (reading.startedMonotonicMs < sinceMs) continue;
        for (const mac of macs) claims.push(...(clients.get(mac)?.filter(isSighting) ?? []));
      }
      return claims;
    },
    know: (device, macs, own, nowMs) => {
      const named = routersOf(macs);
      if (named.length === 0) return learn(device, silence, isWhole, nowMs);
      const ids = named.includes(own) ? [own, ...named.filter((id) => id !== own)] : named;
      const directories = ids.map((id) => views.get(id)!.directory);
      return learn(device, lookUp(macs, directories, surroundings), isWhole, nowMs);
    },
  };
}

/** What one more reading of a router changes about who names whom; null: nobody does any more. */
export function mentionChanges(
  mentions: Mentions,
  routers: Routers,
  before: RouterView | null,
  router: string,
): [Mac, readonly string[] | null][] {
  const changes: [Mac, readonly string[] | null][] = [];
  const { view } = routers.get(router)!;
  const names = (named: RouterView | null, mac: Mac) =>
    named !== null && (named.clients.has(mac) || named.directory.entries.has(mac));
  for (const mac of macsIn(view)) {
    if (names(before, mac)) continue;
    const others = mentions.get(mac);
    const isNamer = (id: string) => id === router || others?.includes(id) === true;
    changes.push([mac, others === undefined ? [router] : [...routers.keys()].filter(isNamer)]);
  }
  for (const mac of macsIn(before)) {
    if (names(view, mac)) continue;
    const left = mentions.get(mac)?.filter((id) => id !== router) ?? [];
    changes.push([mac, left.length === 0 ? null : left]);
  }
  return changes;
}

/** Who names whom, from the beginning. */
export function mentionsIn(routers: Routers): Map<Mac, readonly string[]> {
  const mentions = new Map<Mac, string[]>();
  for (const [id, { view }] of routers) {
    for (const mac of macsIn(view)) {
      const known = mentions.get(mac);
      if (known === undefined) mentions.set(mac, [id]);
      else known.push(id);
    }
  }
  return mentions;
}

function macsIn(view: RouterView | null): Set<Mac> {
  return new Set(view === null ? [] : [...view.clients.keys(), ...view.directory.entries.keys()]);
}
