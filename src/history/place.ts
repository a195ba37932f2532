/** Where a device was: the fields that records, events and sessions share. */
import type { Session } from '../record/history.ts';

export type PlaceRecord = Pick<
  Session,
  'router' | 'access_point' | 'access_point_id' | 'interface' | 'ssid' | 'band'
>;

/** The same interface of the same router. A session belongs to one interface; an unknown interface equals any. */
export function mayBeSameInterface(a: PlaceRecord, b: PlaceRecord): boolean {
  const isSame = (left: string | null, right: string | null) =>
    left === right || left === null || right === null;
  return a.interface === b.interface && isSame(a.router, b.router);
}

/** Identifies a place without the name of its access point, which may change. */
export function placeKey({ router, access_point_id, interface: name, ssid, band }: PlaceRecord): string {
  return JSON.stringify([router, access_point_id, name, ssid, band]);
}
