import { configuredId, type Mac, toId } from '../parse/mac.ts';

/** device_id of a MAC that is the first, or only, one of its device. */
export { toId as toDeviceId } from '../parse/mac.ts';
/** device_id of a device in the configuration. */
export { configuredId as configuredDeviceId } from '../parse/mac.ts';

/** device_id of the device with this MAC, which the configuration may name by another MAC or an id. */
export function deviceIdOf(
  mac: Mac,
  configured: readonly { id?: string | null; macs: readonly Mac[] }[],
): string {
  const own = configured.find(({ macs }) => macs.includes(mac));
  return own === undefined ? toId(mac) : configuredId(own);
}
