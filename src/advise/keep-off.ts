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
  const menu = menuOf(device.source ?? 'wifi');
  const mac = device.mac_address;
  return {
    commands: [
      ...own.map(
        ({ interface: name }) =>
          `${menu}/access-list/add mac-address=${mac} interface=${quote(name)} action=reject place-before=0`,
      ),
      `${menu}/registration-table/remove [find where mac-address=${mac}]`,
    ],
    proposal: {
      action: 'keep_device_off',
      input: { device_id: device.device_id, access_point: accessPointId },
    },
  };
}
