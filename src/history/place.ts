/** Where a device was: what a record, an end of an event and a session have in common. */
import type { Session } from '../record/history.ts';

export type PlaceRecord = Pick<
  Session,
  'router' | 'access_point' | 'access_point_id' | 'interface' | 'ssid' | 'band'
>;

/** The same interface of the same router: what a session is about. One that is not known is the same as any. */
export function isSameInterface(a: PlaceRecord, b: PlaceRecord): boolean {
  const isSame = (left: string | null, right: string | null) =>
    left === right || left === null || right === null;
  return a.interface === b.interface && isSame(a.router, b.router);
}

/** Unlike its name, which may change, what makes a place a place. */
export function placeKey({ router, access_point_id, interface: name, ssid, band }: PlaceRecord): string {
  return JSON.stringify([router, access_point_id, name, ssid, band]);
}
