/** How many devices are seen somewhere; null where none is, and its router cannot tell how many there are. */
export function toDeviceCount(
  { length }: readonly unknown[],
  reported: readonly { client_count: number | null }[],
): number | null {
  return length === 0 && reported.some(({ client_count }) => client_count === null) ? null : length;
}
