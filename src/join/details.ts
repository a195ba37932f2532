/** What a device is called and which addresses it has, by all routers' tables. What a failed table used to say is kept. */
import type { Mac } from '../parse/mac.ts';
import type { Registration } from '../parse/registration.ts';
import { type Addresses, addressesOf } from './address.ts';
import type { TableFacts } from './directory.ts';
import { betterName, type Name, nameOf } from './name.ts';

/** What earlier readings said. */
export interface KnownDetails {
  /** Null before the first sighting. */
  name: Name | null;
  hostName: string | null;
  comment: string | null;
  addresses: Addresses;
  isMarked: boolean;
}

export interface Details {
  name: Name;
  hostName: string | null;
  comment: string | null;
  addresses: Addresses;
  /**
   * The operator marked the device on a router: by a static lease, or by a comment on a lease, an access-list rule or a registration. Null
   * when no table shows a mark, and one that could was not read.
   */
  mark: boolean | null;
}

interface Subject {
  macAddress: Mac;
  registration: Registration | null;
  known: KnownDetails;
}

/** `isWhole`: every router's tables are among the facts, the device's own router first. Null when there is nothing to add to what is known. */
export function mergeDetails(
  { macAddress, registration, known }: Subject,
  facts: TableFacts,
  isWhole: boolean,
): Details | null {
  if (isWhole && registration === null && isBlank(known) && isEmpty(facts)) return null;
  const { leases, failed } = facts;
  const accessListComment = facts.comments[0] ?? null;
  const addresses = addressesOf(facts, registration, known.addresses);
  const { lease } = addresses;
  const naming = addresses.ipSource === 'dhcp_lease' || leases.length <= 1 ? lease : null;
  const isMarked =
    leases.some((found) => found.dynamic === false || found.comment !== null) ||
    accessListComment !== null ||
    (registration?.comment ?? null) !== null;
  // only a reading of all leases and access lists proves that there is no mark
  const isMarkRead = isWhole && !failed.leases && !failed.lists;
  return {
    name: betterName(known.name, nameOf({ macAddress, lease: naming, accessListComment, registration })),
    // a lease without a host name says that there is none; without any lease the last name is still the best
    hostName: registration?.dhcpHostName ?? (lease !== null ? lease.hostName : known.hostName),
    comment: lease !== null ? lease.comment : isMarkRead ? null : known.comment,
    addresses,
    mark: isMarked ? true : isMarkRead ? false : null,
  };
}

function isEmpty({ leases, arp, ipv6, comments, failed }: TableFacts): boolean {
  const count = leases.length + arp.length + ipv6.length + comments.length;
  return count === 0 && Object.values(failed).every((isFailed) => !isFailed);
}

function isBlank({ addresses, comment, isMarked, name }: KnownDetails): boolean {
  return (
    name !== null &&
    comment === null &&
    !isMarked &&
    addresses.ipAddresses.length === 0 &&
    addresses.lease === null
  );
}
