/** Which routers' latest readings mention a MAC, in any table. With it, a question about one device visits only those routers. */
import type { Mac } from '../parse/mac.ts';
import type { RouterView } from './view.ts';

/** Every router's latest joined reading, in the order of the configuration; null before its first. */
export type Views = ReadonlyMap<string, RouterView | null>;

/** Ids of the routers that mention a MAC, in the order of `Views`. A MAC that none mentions is missing. */
export type Mentions = ReadonlyMap<Mac, readonly string[]>;

/** What a router's new reading changes in the mentions; null where no router mentions the MAC any more. `views` has the new reading. */
export function mentionChanges(
  mentions: Mentions,
  views: Views,
  before: RouterView | null,
  router: string,
): [Mac, readonly string[] | null][] {
  const changes: [Mac, readonly string[] | null][] = [];
  const view = views.get(router) ?? null;
  for (const mac of macsIn(view)) {
    if (isMentioned(before, mac)) continue;
    const others = mentions.get(mac);
    const ids = [...views.keys()].filter((id) => id === router || others?.includes(id) === true);
    changes.push([mac, others === undefined ? [router] : ids]);
  }
  for (const mac of macsIn(before)) {
    if (isMentioned(view, mac)) continue;
    const left = mentions.get(mac)?.filter((id) => id !== router) ?? [];
    changes.push([mac, left.length === 0 ? null : left]);
  }
  return changes;
}

/** The mentions in these readings, computed from nothing. */
export function mentionsIn(views: Views): Map<Mac, readonly string[]> {
  const mentions = new Map<Mac, string[]>();
  for (const [id, view] of views) {
    for (const mac of macsIn(view)) {
      const known = mentions.get(mac);
      if (known === undefined) mentions.set(mac, [id]);
      else known.push(id);
    }
  }
  return mentions;
}

function isMentioned(view: RouterView | null, mac: Mac): boolean {
  return view !== null && (view.clients.has(mac) || view.directory.entries.has(mac));
}

function macsIn(view: RouterView | null): Set<Mac> {
  return new Set(view === null ? [] : [...view.clients.keys(), ...view.directory.entries.keys()]);
}
