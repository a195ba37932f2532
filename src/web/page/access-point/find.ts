/** The access point that an address or a link names. */
import type { AccessPointRecord } from '../../../record/network.ts';
import { fold } from '../fold.ts';
import { toMacDigits } from '../mac.ts';

/** By its id, its base MAC address in any notation, or its name where it has it alone; null for none. */
export function findAccessPoint(
  accessPoints: readonly AccessPointRecord[],
  wanted: string,
): AccessPointRecord | null {
  const [text, digits] = [fold(wanted).trim(), toMacDigits(wanted)];
  const byId = accessPoints.find(
    ({ access_point_id: id }) => fold(id) === text || (digits !== null && id === digits),
  );
  if (byId !== undefined) return byId;
  const named = accessPoints.filter(({ name }) => fold(name).trim() === text);
  return named.length === 1 ? named[0]! : null;
}
