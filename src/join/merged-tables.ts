/**
 * All routers' latest readings merged: what they say about one device together. The join across routers happens here and nowhere else; no
 * clock, and no memory but what the caller passes in.
 */
import type { Mac } from '../parse/mac.ts';
import type { Registration } from '../parse/registration.ts';
import { type Client, isSighting } from './client.ts';
import { type Details, type KnownDetails, mergeDetails } from './details.ts';
import { lookUp, networkFacts } from './directory.ts';
import type { Mentions, Views } from './mention.ts';
import type { RouterView } from './view.ts';

/** The device that details are merged for. */
export interface Subject {
  macs: readonly Mac[];
  /** The MAC that names the device when nothing else does. */
  macAddress: Mac;
  registration: Registration | null;
  /** Router whose tables come first: the one that the device is or was on. */
  router: string;
  known: KnownDetails;
}

export interface MergedTables {
  /** Every sighting of these MACs, of every router. With `sinceMs`, only from polls that began at that moment (monotonic ms) or later. */
  registrationsOf: (macs: readonly Mac[], sinceMs?: number) => Client[];
  /** Name, addresses and mark of a device by all routers' tables; null when they say nothing and nothing is known. */
  detailsOf: (subject: Subject) => Details | null;
}

/** What all routers say about a device now. */
export interface Joined {
  /** The registration that is believed; null when no router shows one. */
  client: Client | null;
  details: Details | null;
}

/** `mentions` must be those of `views`. */
export function mergeTables(views: Views, mentions: Mentions): MergedTables {
  const read = new Map<string, RouterView>();
  for (const [id, view] of views) if (view !== null) read.set(id, view);
  const isWhole = read.size === views.size;
  const network = networkFacts([...read.values()].map(({ directory }) => directory));

  // most devices that are away are mentioned by no router: one empty answer serves them all
  const nothing = lookUp([], [], network);

  function routersOf(macs: readonly Mac[]): readonly string[] {
    if (macs.length === 1) return mentions.get(macs[0]!) ?? [];
    const found = new Set(macs.flatMap((mac) => mentions.get(mac) ?? []));
    return found.size <= 1 ? [...found] : [...read.keys()].filter((id) => found.has(id));
  }

  return {
    registrationsOf: (macs, sinceMs = -Infinity) => {
      const found: Client[] = [];
      for (const id of routersOf(macs)) {
        const { reading, clients } = read.get(id)!;
        if (reading.startedMonotonicMs < sinceMs) continue;
        for (const mac of macs)
          for (const client of clients.get(mac) ?? []) if (isSighting(client)) found.push(client);
      }
      return found;
    },
    detailsOf: (subject) => {
      const { macs, router } = subject;
      const mentioning = routersOf(macs);
      if (mentioning.length === 0) return mergeDetails(subject, nothing, isWhole);
      const ids = mentioning.includes(router)
        ? [router, ...mentioning.filter((id) => id !== router)]
        : mentioning;
      const directories = ids.map((id) => read.get(id)!.directory);
      return mergeDetails(subject, lookUp(macs, directories, network), isWhole);
    },
  };
}
