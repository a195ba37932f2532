/** Matches devices by a part of a name, a maker, an address, a network or an access point. */
import type { Device } from '../../../record/device.ts';

export type Match = (device: Device) => boolean;

/** Every word must match; null for an empty search. */
export function toMatch(text: string): Match | null {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return null;
  return (device) => {
    const texts = textsOf(device);
    const mac = device.mac_address.replaceAll(':', '').toLowerCase();
    return words.every((word) => {
      if (texts.some((one) => one.includes(word))) return true;
      // a MAC address in any notation; at least three digits, so that an ordinary word is not one
      const digits = word.replaceAll(/[:.-]/g, '');
      return /^[\da-f]{3,12}$/.test(digits) && (mac.includes(digits) || device.device_id.includes(digits));
    });
  };
}

function textsOf(device: Device): string[] {
  const { name, host_name, comment, vendor, mac_address, ip_addresses, ip_address, ssid, access_point } =
    device;
  return [name, host_name, comment, vendor, mac_address, ip_address, ...ip_addresses, ssid, access_point]
    .filter((text) => text !== null)
    .map((text) => text.toLowerCase());
}
