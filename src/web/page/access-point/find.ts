/** The access point that an address or a link names. */
import { parseMac, toId } from '../../../parse/mac.ts';
import type { AccessPointRecord } from '../../../record/network.ts';

/** By its id, its base MAC address in any notation, or its name where it has it alone; null for none. */
export function findAccessPoint(
  accessPoints: readonly AccessPointRecord[],
  wanted: string,
): AccessPointRecord | null {
  const text = wanted.trim().toLowerCase();
  const mac = parseMac(wanted.trim());
  const byId = accessPoints.find(
    ({ access_point_id: id }) => id.toLowerCase() === text || (mac !== null && id === toId(mac)),
  );
  if (byId !== undefined) return byId;
  const named = accessPoints.filter(({ name }) => name.toLowerCase() === text);
  return named.length === 1 ? named[0]! : null;
}
