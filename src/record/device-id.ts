/** The id a device with this MAC has, when none of its other addresses gives it another. */
export { toId as toDeviceId } from '../parse/mac.ts';
