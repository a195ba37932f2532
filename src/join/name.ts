/** What routers call a device, and by which table. The names of the configuration and of the page are added in record/. */
import type { Lease } from '../parse/address.ts';
import type { Mac } from '../parse/mac.ts';
import type { Registration } from '../parse/registration.ts';

/** Best first. */
export const nameSources = [
  'configured',
  'page',
  'dhcp_comment',
  'access_list_comment',
  'registration_comment',
  'host_name',
  'mac_address',
] as const;
export type NameSource = (typeof nameSources)[number];

export interface Name {
  name: string;
  source: NameSource;
}

export interface NameFacts {
  macAddress: Mac;
  /** The lease that gave the address, else the only one; null when there is none, or several of which none is in use. */
  lease: Lease | null;
  accessListComment: string | null;
  registration: Registration | null;
}

/** The best name in these rows. */
export function nameOf({ macAddress, lease, accessListComment, registration }: NameFacts): Name {
  const candidates: [NameSource, string | null][] = [
    ['dhcp_comment', lease?.comment ?? null],
    ['access_list_comment', accessListComment],
    ['registration_comment', registration?.comment ?? null],
    ['host_name', lease?.hostName ?? registration?.dhcpHostName ?? null],
    ['mac_address', macAddress],
  ];
  const [source, name] = candidates.find(([, candidate]) => candidate !== null)!;
  return { name: name!, source };
}

/** A name never falls to a lower source, even if its own source vanishes or fails. A new name of the same source replaces it. */
export function betterName(previous: Name | null, offered: Name): Name {
  if (previous === null) return offered;
  return nameSources.indexOf(offered.source) <= nameSources.indexOf(previous.source) ? offered : previous;
}
