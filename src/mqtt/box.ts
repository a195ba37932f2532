/** A router with radios of its own is one box, and so one device in Home Assistant; its own access point has the id of the router. */
import type { AccessPointRecord, RouterRecord } from '../record/network.ts';
import type { NetworkView } from './network-view.ts';
import type { MqttSettings } from './settings.ts';
import type { DiscoveryDevice } from './topics.ts';

export interface Box {
  router: RouterRecord;
  /** Its own radios; null where it has none. */
  own: AccessPointRecord | null;
}

/** `others` are the access points that are boxes of their own. What is deleted in Home Assistant is in neither. */
export function boxesOf(
  { routers, accessPoints }: Pick<NetworkView, 'routers' | 'accessPoints'>,
  settings: Pick<MqttSettings, 'routers'>,
  isGone: (device: DiscoveryDevice) => boolean,
): { boxes: Box[]; others: AccessPointRecord[] } {
  const here = accessPoints.filter(({ access_point_id: id }) => !isGone({ kind: 'ap', id }));
  const isOwn = ({ access_point_id: id }: AccessPointRecord) => isRouter(id, settings);
  return {
    boxes: routers
      .filter(({ router: id }) => !isGone({ kind: 'router', id }))
      .map((router) => ({ router, own: here.find((one) => one.access_point_id === router.router) ?? null })),
    others: here.filter((one) => !isOwn(one)),
  };
}

export function isRouter(id: string, { routers }: Pick<MqttSettings, 'routers'>): boolean {
  return routers.some((router) => router.id === id);
}
