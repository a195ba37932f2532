/** What a device is called and which addresses it has, as far as the routers say now; what a failed table used to say is kept. */
import { addressesOf, lookUp } from '../join/address.ts';
import { betterName, nameOf } from '../join/name.ts';
import type { RouterView } from '../join/view.ts';
import type { Mac } from '../parse/mac.ts';
import type { DeviceMemory } from './device.ts';

/** `views`: every router's latest, the device's own router first; `isWhole` when no router is left out. */
export function learn(
  device: DeviceMemory,
  macs: readonly Mac[],
  views: readonly RouterView[],
  isWhole: boolean,
): DeviceMemory {
  const registration = device.client?.registration ?? null;
  const directories = views.map((view) => view.directory);
  const addresses = addressesOf(macs, registration, directories, device.addresses);
  const leases = lookUp(directories, macs, (directory) => directory.leases);
  const accessListComment = lookUp(directories, macs, (directory) => directory.accessListComments)[0] ?? null;
  const offered = nameOf({ macAddress: device.macAddress, leases, accessListComment, registration });
  const { lease } = addresses;
  const isMarked =
    leases.some((found) => found.dynamic === false || found.comment !== null) ||
    accessListComment !== null ||
    (registration?.comment ?? null) !== null;
  // only a whole look at all leases and lists can tell that the operator's mark is gone
  const isLookWhole =
    isWhole &&
    directories.every(({ leases: some, accessListComments }) => some !== null && accessListComments !== null);
  return {
    ...device,
    addresses,
    name: betterName(device.name, offered),
    hostName: lease?.hostName ?? registration?.dhcpHostName ?? device.hostName,
    comment: lease === null ? device.comment : lease.comment,
    isMarked: isMarked || (device.isMarked && !isLookWhole),
  };
}
