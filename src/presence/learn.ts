/** What a device is called and which addresses it has, as far as the routers say now; what a failed table used to say is kept. */
import { addressesOf } from '../join/address.ts';
import type { Evidence } from '../join/directory.ts';
import { betterName, nameOf } from '../join/name.ts';
import type { DeviceMemory } from './device.ts';

/** A table is now and then read half: the operator's mark is gone when it has been gone for so long. */
const UNMARKED_AFTER_MS = 10 * 60_000;

/** `evidence`: by every router's latest reading, the device's own router first; `isWhole` when none is left out. */
export function learn(
  device: DeviceMemory,
  evidence: Evidence,
  isWhole: boolean,
  nowMs: number,
): DeviceMemory {
  const registration = device.client?.registration ?? null;
  const { leases, failed } = evidence;
  // most of those who are away are in no table of anybody: nothing to learn
  if (isWhole && device.client === null && isBlank(device) && isEmpty(evidence)) return device;
  const accessListComment = evidence.comments[0] ?? null;
  const addresses = addressesOf(evidence, registration, device.addresses);
  const offered = nameOf({ macAddress: device.macAddress, leases, accessListComment, registration });
  const { lease } = addresses;
  const isMarked =
    leases.some((found) => found.dynamic === false || found.comment !== null) ||
    accessListComment !== null ||
    (registration?.comment ?? null) !== null;
  // only a whole look at all leases and lists can tell that the operator's mark is gone
  const isLookWhole = isWhole && !failed.leases && !failed.lists;
  const learned = {
    ...device,
    addresses,
    name: betterName(device.name, offered),
    // a lease that names no host says so; without any lease the last name is still the best
    hostName: registration?.dhcpHostName ?? (lease !== null ? lease.hostName : device.hostName),
    comment: lease !== null ? lease.comment : isLookWhole ? null : device.comment,
    ...marked(device, isMarked, isLookWhole, nowMs),
  };
  // whoever is off the air is looked at in every poll, mostly in vain
  return device.client === null && isSame(learned, device) ? device : learned;
}

function marked(
  device: DeviceMemory,
  isMarkedNow: boolean,
  isLookWhole: boolean,
  nowMs: number,
): Pick<DeviceMemory, 'isMarked' | 'unmarkedSinceMs'> {
  if (isMarkedNow) return { isMarked: true, unmarkedSinceMs: null };
  if (!device.isMarked) return { isMarked: false, unmarkedSinceMs: null };
  const unmarkedSinceMs = device.unmarkedSinceMs ?? (isLookWhole ? nowMs : null);
  const isGone = isLookWhole && unmarkedSinceMs !== null && nowMs - unmarkedSinceMs >= UNMARKED_AFTER_MS;
  return isGone ? { isMarked: false, unmarkedSinceMs: null } : { isMarked: true, unmarkedSinceMs };
}

function isEmpty({ leases, arp, ipv6, comments, failed }: Evidence): boolean {
  const isTold = leases.length + arp.length + ipv6.length + comments.length > 0;
  return !isTold && Object.values(failed).every((isFailed) => !isFailed);
}

function isBlank({ addresses, comment, isMarked, name }: DeviceMemory): boolean {
  return (
    name !== null &&
    comment === null &&
    !isMarked &&
    addresses.ipAddresses.length === 0 &&
    addresses.lease === null
  );
}

function isSame(a: DeviceMemory, b: DeviceMemory): boolean {
  const told = ({ name, hostName, comment, isMarked, unmarkedSinceMs, addresses }: DeviceMemory) =>
    JSON.stringify([name?.name, name?.source, hostName, comment, isMarked, unmarkedSinceMs, addresses]);
  return told(a) === told(b);
}
