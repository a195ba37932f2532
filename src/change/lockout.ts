/** What a change would cut off. No change may cut off the service, or the network itself. */
import type { Mac } from '../parse/mac.ts';
import type { Device } from '../record/device.ts';
import type { NetworkView } from './network.ts';
import type { CutsOff } from './plan.ts';

/** A sentence why no plan may touch these MACs; null when one may. */
export function protectedReason(macs: readonly Mac[], device: Device, network: NetworkView): string | null {
  if (macs.some((mac) => network.ownMacs.has(mac)))
    return 'The MAC address belongs to the network itself: a radio, an access point or a router.';
  const isService =
    macs.some((mac) => network.serviceMacs.has(mac)) ||
    device.ip_addresses.some((address) => network.serviceAddresses.has(address));
  return isService ? 'This device runs the service; without it nothing could undo the change.' : null;
}

/** `address`: of the person who asks; null when unknown. */
export function cutsOff(device: Device, address: string | null): CutsOff[] {
  return address !== null && device.ip_addresses.includes(address) ? ['approver'] : [];
}
