/** Everything about one device. */
import { z } from 'zod';
import { deviceSchema } from '../record/device.ts';
import { find } from '../record/find.ts';
import { exampleDevice } from './example.ts';
import { snapshotQuestion } from './question.ts';

/** Which device is meant. */
export const deviceId = z
  .string()
  .min(1)
  .max(128)
  .describe('device_id, MAC address in any common notation, whole name in any case, or IP address.');

/** What models call it. */
export const deviceAliases = {
  device: 'device_id',
  id: 'device_id',
  name: 'device_id',
  mac: 'device_id',
  mac_address: 'device_id',
  ip: 'device_id',
  ip_address: 'device_id',
};

export const getDevice = snapshotQuestion({
  name: 'get_device',
  title: 'Get one WiFi device',
  use: 'Everything known about one device: presence and since when, access point, signal, link rates, traffic, addresses, DHCP lease. Use it after list_devices, or directly with a device_id, a MAC address, the exact name, or an IP address (who has 192.168.88.41?).',
  description:
    'The full record of the device with this MAC address, or with this name or IP address if no other device has the same.',
  topic: 'Devices',
  path: '/devices/{device_id}',
  input: z.strictObject({ device_id: deviceId }),
  aliases: deviceAliases,
  defaults: {},
  output: deviceSchema,
  record: 'Device',
  refusals: ['no_snapshot', 'device_not_found', 'ambiguous_device'],
  narrow: 'One device cannot be narrowed further.',
  example: { input: { device_id: '3c22fb0a1b2c' }, answer: exampleDevice },
  answer(snapshot, { device_id }) {
    const found = find(snapshot, device_id);
    switch (found.status) {
      case 'found':
        return found.device;
      case 'not_found':
        return { refused: 'device_not_found' };
      case 'ambiguous':
        return { refused: 'ambiguous_device', candidates: found.candidates };
    }
  },
});
