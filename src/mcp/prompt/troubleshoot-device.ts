/** Prompt: why one device has bad WiFi or none. */
import type { Device } from '../../record/device.ts';
import { find } from '../../record/find.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { completeDevice } from '../completion.ts';
import type { Offers, Prompt } from '../prompt.ts';
import { toContents } from '../resource.ts';
import { INVALID_PARAMS, rpcError } from '../rpc-error.ts';
import { getDevice } from '../../question/get-device.ts';
import { getDeviceHistory } from '../../question/get-device-history.ts';
import { healthCheck } from '../../question/health-check.ts';
import { listAccessPoints } from '../../question/list-access-points.ts';
import { listDevices } from '../../question/list-devices.ts';
import { listEvents } from '../../question/list-events.ts';
import { listWifiInterfaces } from '../../question/list-wifi-interfaces.ts';
import { deviceUri, INTERFACES } from '../uri.ts';
import { radioFacts, untrusted } from './fact.ts';
import { attachedFindings, findingsAbout, findingText, unjudgedText } from './finding.ts';

export const troubleshootDevice: Prompt = {
  name: 'troubleshoot_device',
  title: 'Troubleshoot a device',
  description: 'Why a device has bad WiFi or none: its present numbers and what to check, step by step.',
  arguments: [
    {
      name: 'device',
      title: 'Device',
      description: 'device_id, MAC address or whole name.',
      required: true,
      complete: completeDevice,
    },
  ],
  write(snapshot, { device: wanted = '' }, offers) {
    const device = theOne(snapshot, wanted);
    const { device_id, presence, connected } = device;
    const uri = deviceUri(device_id);
    const findings = findingsAbout(snapshot, [device_id, device.access_point_id, device.ssid]);
    const around = snapshot.interfaces.filter(
      ({ interface: name, router }) => name === device.interface && router === device.router,
    );
    return {
      text: [
        `What is wrong with the WiFi of device ${device_id}? presence ${presence}, connected ${connected ?? 'unknown'}, ${radioFacts(device)}.`,
        `${findingText('Findings about the device, the access point and the network', findings)} Start with them: they rest on weeks of its past. ${unjudgedText(snapshot.checks)}`,
        [...stepsFor(device), ...stepsBack(device, offers)].join('\n'),
        'Name the most likely fault, the numbers that show it, and the one thing to try first. If the numbers are good, say so: the fault is then outside the WiFi.',
        untrusted,
      ],
      attached: [
        toContents(uri, device, snapshot.meta.taken_at),
        attachedFindings(snapshot, findings),
        toContents(INTERFACES, { interfaces: around }, snapshot.meta.taken_at),
      ],
    };
  },
};

/** Throws a protocol error where the text names none, or several. */
export function theOne(snapshot: Snapshot, wanted: string): Device {
  const found = find(snapshot, wanted);
  if (found.status === 'found') return found.device;
  if (found.status === 'not_found')
    throw rpcError(INVALID_PARAMS, 'No device has this id, MAC address or name.');
  throw rpcError(INVALID_PARAMS, 'Several devices have this name; use the device_id of one of them.', {
    candidates: found.candidates.map(({ device_id }) => device_id),
  });
}

/** The steps depend on whether the device is connected, authorized and has an address. */
function stepsFor({ presence, connected, authorized, ip_address }: Device): string[] {
  const trust = `- Call ${healthCheck.name}: if its router or a table fails, these numbers are outdated.`;
  if (connected !== true)
    return [
      trust,
      presence === 'unknown'
        ? '- There is no evidence whether it is home; first find out why its router does not answer.'
        : '- It is not connected: out of range, switched off, asleep, or rejected. last_seen_at and access_point show when and where it was last seen.',
      `- Call ${listAccessPoints.name}: is the access point it was on reachable?`,
      `- Call ${listWifiInterfaces.name}: is the interface it was on disabled or not running?`,
      '- A phone with a new randomized MAC address appears as another device: look for one first seen when this one disappeared.',
    ];
  return [
    trust,
    `- Call ${getDevice.name} twice, some seconds apart: do signal, rates and uptime change? A small uptime means that it keeps reconnecting.`,
    '- Signal: −60 dBm is good, −70 fair, −75 weak, −82 barely usable. A strong signal with low rates under load indicates interference or an old device.',
    `- Call ${listDevices.name} for the same access_point: is only this device weak (its place), or are all (the access point)? Is another access point nearer?`,
    `- Call ${listWifiInterfaces.name}: does a neighbour use the same channel, is the band 2.4 GHz where 5 GHz would do, is roaming support off?`,
    ...(authorized === false ? ['- authorized is false: it failed authentication; check the password.'] : []),
    ...(ip_address === null ? ['- It has no IP address: check its DHCP lease and the address pool.'] : []),
  ];
}

/** Its past, which the present numbers do not show. */
function stepsBack({ device_id }: Device, { history }: Offers): string[] {
  return [
    `- Call ${listEvents.name} with device_id=${device_id}: how often did it roam or disconnect in the last day, between which access points, and for which reasons? Events of type refused say why it cannot join: reason_class is access_list, wrong_key, handshake or weak_signal.`,
    ...(history
      ? [
          `- Call ${getDeviceHistory.name} with device_id=${device_id}: which access point serves it most, and with which signal? A long session with a weak median, although another access point had a better signal, means a sticky client. For more of the past use since=7d.`,
        ]
      : []),
  ];
}
