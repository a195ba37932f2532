/** device_id of a MAC that is the first, or only, one of its device. */
export { toId as toDeviceId } from '../parse/mac.ts';
/** device_id of a device in the configuration. */
export { configuredId as configuredDeviceId } from '../parse/mac.ts';
