/** How to make a device leave an access point for good. */
import type { Device } from '../record/device.ts';
import type { Found } from './kind.ts';
import { menuOf, quote } from './command.ts';
import type { Survey } from './survey.ts';

/** A rule for each interface of the access point that has the network, then a kick. */
export function keepOff(
  { snapshot }: Survey,
  device: Device,
  accessPointId: string,
): Pick<Found, 'commands' | 'proposal'> {
  const own = snapshot.interfaces.filter(
    (record) => record.access_point_id === accessPointId && record.ssid === device.ssid,
  );
  const mac = device.mac_address;
  return {
    commands: [
      ...own.map(({ source, interface: name }) => {
        // the access list of the oldest drivers has no action
        const rejection = source === 'wireless' ? 'authentication=no' : 'action=reject';
        return `${menuOf(source)}/access-list/add mac-address=${mac} interface=${quote(name)} ${rejection} place-before=0`;
      }),
      ...[...new Set(own.map(({ source }) => menuOf(source)))].map(
        (menu) => `${menu}/registration-table/remove [find where mac-address=${mac}]`,
      ),
    ],
    proposal: {
      action: 'keep_device_off',
      input: { device_id: device.device_id, access_point: accessPointId },
    },
  };
}
