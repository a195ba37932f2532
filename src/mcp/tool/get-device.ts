/** Tool: everything about one device. */
import { z } from 'zod';
import { type Device, deviceSchema } from '../../record/device.ts';
import { find } from '../../record/find.ts';
import { ambiguousName, deviceNotFound } from '../failure.ts';
import { line, warningLines } from '../line.ts';
import { readOnly, snapshotTool } from '../tool.ts';

export const deviceArgument = z
  .string()
  .min(1)
  .max(128)
  .describe('device_id, MAC address in any common notation, or the whole name in any case.');

const input = z.strictObject({ device: deviceArgument });

const name = 'get_device';

export const getDevice = snapshotTool({
  name,
  title: 'Get one WiFi device',
  description:
    'Everything known about one device: presence and since when, access point, signal, link rates, traffic, addresses, DHCP lease. Use it after list_devices, or directly with a device_id, a MAC address or the exact name.',
  annotations: readOnly,
  input,
  defaults: {},
  output: deviceSchema,
  narrowing: 'One device cannot be narrowed further.',
  answer(snapshot, { device }) {
    const found = find(snapshot, device);
    switch (found.status) {
      case 'found':
        return { record: found.device, lines: [...warningLines(snapshot.meta), ...linesOf(found.device)] };
      case 'not_found':
        return deviceNotFound(name);
      case 'ambiguous':
        return ambiguousName(name, found.candidates);
    }
  },
});

/** One field per line, without unknown values and without details that only programs need. */
function linesOf(device: Device): string[] {
  const { links, dhcp, ip_addresses, ...plain } = device;
  const known = Object.entries(plain).filter(([, value]) => value !== null);
  const lines = known.map(([field, value]) => line(`${field}: ${value}`));
  for (const address of ip_addresses) lines.push(line(`ip_addresses: ${address}`));
  for (const link of links) lines.push(line(`link: ${link.interface}`, link.band, link.mac_address));
  if (dhcp !== null) lines.push(line(`dhcp: ${dhcp.server ?? 'unknown server'}`, dhcp.status));
  return lines;
}
