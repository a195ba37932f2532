/** Prompt: where a device is. */
import { find } from '../../record/find.ts';
import { select } from '../../record/select.ts';
import { completeDevice } from '../completion.ts';
import type { Prompt } from '../prompt.ts';
import { toContents } from '../resource.ts';
import { getDevice } from '../../question/get-device.ts';
import { listDevices } from '../../question/list-devices.ts';
import { DEVICES } from '../uri.ts';
import { some, untrusted } from './fact.ts';

const MAX_MATCHES = 10;

export const findDevice: Prompt = {
  name: 'find_device',
  title: 'Find a device',
  description: 'Where a device is: which access point, since when, and whether it is home.',
  arguments: [
    {
      name: 'device',
      title: 'Device',
      description: 'A part of the name, a MAC address or a device_id.',
      required: true,
      complete: completeDevice,
    },
  ],
  write(snapshot, { device = '' }) {
    const found = find(snapshot, device);
    const list =
      found.status === 'found'
        ? { devices: [found.device], total_count: 1 }
        : select(snapshot, { name: [device], presence: ['any'] }, MAX_MATCHES);
    if (list.total_count === 0) {
      return {
        text: [
          'I am looking for a device, but no known device has that id, MAC address or name, or a name that contains it.',
          `Call ${listDevices.name} with presence=any. Look for similar devices (other spelling, maker, host name) and ask me which one I mean. Do not guess.`,
        ],
        attached: [],
      };
    }
    const ids = list.devices.map(({ device_id }) => `- ${device_id}`);
    return {
      text: [
        `Where is this device? ${list.total_count} of the known devices match:\n${some(ids, MAX_MATCHES)}`,
        `Call ${getDevice.name} with the device_id. Report its access point (present or last), its signal strength, since when, and whether it is home. If presence is unknown, say that there is no evidence instead of guessing. If several match, ask me which one I mean.`,
        untrusted,
      ],
      attached: [toContents(DEVICES, list, snapshot.meta.taken_at)],
    };
  },
};
